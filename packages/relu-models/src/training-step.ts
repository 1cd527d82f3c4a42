import {
  add,
  type Dtype,
  div,
  exp,
  type Graph,
  gradients,
  maximum,
  minimum,
  mul,
  type Operand,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type TensorSpec,
  trace,
} from '@noprior/tensor';
import { forward } from './forward.ts';
import { inputLayers, parameterSpecs } from './layer-tensors.ts';
import { logMeanLogisticLoss } from './logistic-loss.ts';
import type { ReluNetwork } from './network.ts';
import type { StepRule } from './training-options.ts';

/** Program of one full-batch step: `theta <- theta - rate * grad ln(loss)`.
 *
 * Inputs: the parameters by name, `x` [n, d], `y` [n]. Outputs: `logLoss` [], the logarithm of the mean logistic loss at
 * the parameters that came in, and the new parameters by name.
 *
 * @param count  n, the number of samples
 */
export function trainingStep(network: ReluNetwork, count: number, dtype: Dtype, rule: StepRule): Graph {
  const specs = parameterSpecs(network, dtype);
  const names = Object.keys(specs);
  const d = network.layers[0]!.weight.shape[1]!;
  const given: Record<string, TensorSpec> = { x: { shape: [count, d], dtype }, y: { shape: [count], dtype } };
  return trace({ ...specs, ...given }, (inputs) => {
    const layers = inputLayers(network, inputs);
    const logLoss = logMeanLogisticLoss(forward(layers, inputs.x!).logits, inputs.y!);
    const theta = names.map((name) => inputs[name]!);
    const gradient = gradients(logLoss, theta);
    const groups = names.map((name) => Number(name.split('.')[1]));
    const rate = stepRate(rule, logLoss, bySquaredNorm(theta, groups), bySquaredNorm(gradient, groups));
    const outputs: Record<string, Tensor> = { logLoss };
    names.forEach((name, index) => {
      outputs[name] = sub(theta[index]!, mul(rate, gradient[index]!));
    });
    return outputs;
  });
}

/** Factor on the gradient of ln(loss).
 *
 * - `constant`: `stepSize * loss`, so that the step is `stepSize` times the gradient of the loss: plain gradient descent.
 * - `normalized`: the largest factor for which the gradient predicts a change of ln(loss) of at most `maxLogLossChange`,
 *   and no layer changes by more than `maxRelativeChange` of its norm. Both bounds are free of units: they hold for any
 *   depth and scale. The second one rules at the start of a network with small initial layers, where it makes them grow
 *   by a fixed percentage per step instead of jumping; the first one rules afterwards and makes ln(loss) fall linearly.
 *   It also keeps descent stable: for n samples with orthogonal gradients the curvature of ln(loss) is at most its
 *   squared gradient, so that a change of 2 would be the limit of stability.
 *
 * @param parameters  squared norm of every layer
 * @param gradient    squared norm of the gradient by every layer
 * @see Nacson et al. 2019, arXiv:1803.01905, and Lyu and Li 2020, arXiv:1906.05890, on loss-normalised descent
 */
function stepRate(rule: StepRule, logLoss: Tensor, parameters: readonly Tensor[], gradient: readonly Tensor[]): Tensor {
  if (rule.schedule === 'constant') return mul(rule.stepSize, exp(logLoss));
  // A layer of zeros may still move: by a millionth of the whole network.
  const floor = mul(1e-12, total(parameters));
  const tiny = logLoss.dtype === 'float32' ? 1e-37 : 1e-300;
  const ratio = (change: Operand, squared: Tensor): Tensor => div(change, maximum(squared, tiny));
  let rate = ratio(rule.maxLogLossChange, total(gradient));
  gradient.forEach((squared, index) => {
    const bound = sqrt(ratio(maximum(parameters[index]!, floor), squared));
    rate = minimum(rate, mul(rule.maxRelativeChange, bound));
  });
  return rate;
}

/** Squared norms, added up over tensors of one group. */
function bySquaredNorm(tensors: readonly Tensor[], groups: readonly number[]): Tensor[] {
  const norms: Tensor[] = [];
  tensors.forEach((tensor, index) => {
    const group = groups[index]!;
    const squared = sum(square(tensor));
    norms[group] = norms[group] === undefined ? squared : add(norms[group], squared);
  });
  return norms;
}

function total(norms: readonly Tensor[]): Tensor {
  return norms.reduce((a, b) => add(a, b));
}
