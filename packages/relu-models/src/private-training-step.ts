import { add, type Dtype, type Graph, mul, sub, type Tensor, type TensorSpec, trace } from '@noprior/tensor';
import { clippedGradientSum } from './clipped-gradient-sum.ts';
import { inputLayers, parameterSpecs } from './layer-tensors.ts';
import { logMeanLogisticLoss } from './logistic-loss.ts';
import { inputSize, type ReluNetwork } from './network.ts';
import type { PrivateStepRule } from './private-training-options.ts';

/** Name of the input that takes the noise of a parameter. */
export function noiseName(parameter: string): string {
  return `noise.${parameter}`;
}

/** Program of one full-batch step of differentially private gradient descent, see {@link PrivateStepRule}.
 *
 * Inputs: the parameters by name, `x` [n, d], `y` [n], and where there is noise, standard normal numbers for every parameter by
 * {@link noiseName}. Outputs: `logLoss` [], the logarithm of the mean loss at the parameters that came in, and the new parameters.
 *
 * @param count  n, the number of samples
 */
export function privateTrainingStep(
  network: ReluNetwork,
  count: number,
  dtype: Dtype,
  { clip, noiseMultiplier, stepSize }: PrivateStepRule,
): Graph {
  const specs = parameterSpecs(network, dtype);
  const given: Record<string, TensorSpec> = {
    x: { shape: [count, inputSize(network)], dtype },
    y: { shape: [count], dtype },
  };
  if (noiseMultiplier > 0) for (const [name, spec] of Object.entries(specs)) given[noiseName(name)] = spec;
  return trace({ ...specs, ...given }, (inputs) => {
    const sums = clippedGradientSum(inputLayers(network, inputs), inputs.x!, inputs.y!, clip);
    const outputs: Record<string, Tensor> = { logLoss: logMeanLogisticLoss(sums.logits, inputs.y!) };
    sums.layers.forEach(({ weight, bias }, index) => {
      for (const [name, gradient] of [
        [`layers.${index}.weight`, weight],
        [`layers.${index}.bias`, bias],
      ] as const) {
        if (gradient === undefined) continue;
        const noise = inputs[noiseName(name)];
        const total = noise === undefined ? gradient : add(gradient, mul(noiseMultiplier * clip, noise));
        outputs[name] = sub(inputs[name]!, mul(stepSize / count, total));
      }
    });
    return outputs;
  });
}
