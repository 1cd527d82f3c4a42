import { type Backend, evaluate, type HostTensor, step, type Tensor, toHostDtype, trace } from '@noprior/tensor';
import { forwardLayers } from './forward.ts';
import { inputLayers, parameterSpecs } from './layer-tensors.ts';
import { parameters, type ReluNetwork } from './network.ts';

/** Which hidden units are active, z > 0, at each sample.
 *
 * Units exactly on the kink, z = 0, count as inactive, as in the derivative of `relu`. In float32 a unit within rounding
 * of the kink may come out either way, and differently on two backends.
 *
 * @param x  [n, d]; converted to the dtype of the network
 * @returns  for every hidden layer [n, units], 1 where active and 0 elsewhere
 * @throws {ShapeError} unless x is a matrix with the columns of the first weight
 */
export async function activationPatterns(backend: Backend, network: ReluNetwork, x: HostTensor): Promise<HostTensor[]> {
  const { dtype } = network.layers[0]!.weight;
  const graph = trace({ ...parameterSpecs(network), x: { shape: x.shape, dtype } }, (inputs) => {
    const { preActivations } = forwardLayers(inputLayers(network, inputs), inputs.x!);
    const patterns: Record<string, Tensor> = {};
    preActivations.slice(0, -1).forEach((z, index) => {
      patterns[`pattern.${index}`] = step(z);
    });
    return patterns;
  });
  if (Object.keys(graph.outputs).length === 0) return [];
  const outputs = await evaluate(backend, graph, { ...parameters(network), x: toHostDtype(x, dtype) });
  return network.layers.slice(0, -1).map((_, index) => outputs[`pattern.${index}`]!);
}
