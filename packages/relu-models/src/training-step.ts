import {
  add,
  type Dtype,
  type Graph,
  gradients,
  mul,
  square,
  sub,
  sum,
  type Tensor,
  type TensorSpec,
  trace,
} from '@noprior/tensor';
import { forwardLayers } from './forward.ts';
import { inputLayers, parameterSpecs } from './layer-tensors.ts';
import { inputSize, type ReluNetwork } from './network.ts';
import { stepRate } from './step-rate.ts';
import { type LossRule, logTrainingLoss } from './training-loss.ts';
import type { StepRule } from './training-options.ts';

/** Program of one full-batch step: `theta <- theta - rate * grad ln(loss)`.
 *
 * Inputs: the parameters by name, `x` [n, d], `y` [n]. Outputs: `logLoss` [], the logarithm of the loss at the parameters that came in, and the new parameters by name.
 *
 * @param count  n, the number of samples
 * @param loss   default the mean logistic loss
 */
export function trainingStep(
  network: ReluNetwork,
  count: number,
  dtype: Dtype,
  rule: StepRule,
  loss: LossRule = { loss: 'logistic', weightDecay: 0 },
): Graph {
  const specs = parameterSpecs(network, dtype);
  const names = Object.keys(specs);
  const given: Record<string, TensorSpec> = {
    x: { shape: [count, inputSize(network)], dtype },
    y: { shape: [count], dtype },
  };
  return trace({ ...specs, ...given }, (inputs) => {
    const layers = inputLayers(network, inputs);
    const theta = names.map((name) => inputs[name]!);
    const groups = names.map((name) => Number(name.split('.')[1]));
    const norms = bySquaredNorm(theta, groups);
    const squaredNorm = norms.reduce((a, b) => add(a, b));
    const logLoss = logTrainingLoss(loss, forwardLayers(layers, inputs.x!).outputs, inputs.y!, squaredNorm);
    const gradient = gradients(logLoss, theta);
    const rate = stepRate(rule, {
      logLoss,
      parameters: norms,
      gradient: bySquaredNorm(gradient, groups),
    });
    const outputs: Record<string, Tensor> = { logLoss };
    names.forEach((name, index) => {
      outputs[name] = sub(theta[index]!, mul(rate, gradient[index]!));
    });
    return outputs;
  });
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
