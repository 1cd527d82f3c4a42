import type { LabelledData } from '@noprior/datasets';
import { type Backend, evaluate, type HostTensor, mul, toHostDtype, trace } from '@noprior/tensor';
import { forward, forwardLayers } from './forward.ts';
import { checkLabelledData } from './labelled-data.ts';
import { inputLayers, parameterSpecs } from './layer-tensors.ts';
import { parameters, type ReluNetwork } from './network.ts';

/** Outputs of a network, in its dtype.
 *
 * @param x  [n, d]; converted to the dtype of the network
 * @returns  [n] Phi(theta; x_i)
 * @throws {ShapeError} unless x is a matrix with the columns of the first weight
 */
export async function logits(backend: Backend, network: ReluNetwork, x: HostTensor): Promise<HostTensor> {
  const { dtype } = network.layers[0]!.weight;
  const graph = trace({ ...parameterSpecs(network), x: { shape: x.shape, dtype } }, (inputs) => ({
    logits: forward(inputLayers(network, inputs), inputs.x!).logits,
  }));
  const outputs = await evaluate(backend, graph, { ...parameters(network), x: toHostDtype(x, dtype) });
  return outputs.logits!;
}

/** Outputs of a network with any number of output units, in its dtype.
 *
 * @param x  [n, d]; converted to the dtype of the network
 * @returns  [n, K] f(theta; x_i)
 * @throws {ShapeError} unless x is a matrix with the columns of the first weight
 * @example await outputs(backend, network, x) // the largest of a row is the predicted class
 */
export async function outputs(backend: Backend, network: ReluNetwork, x: HostTensor): Promise<HostTensor> {
  const { dtype } = network.layers[0]!.weight;
  const graph = trace({ ...parameterSpecs(network), x: { shape: x.shape, dtype } }, (inputs) => ({
    outputs: forwardLayers(inputLayers(network, inputs), inputs.x!).outputs,
  }));
  const read = await evaluate(backend, graph, { ...parameters(network), x: toHostDtype(x, dtype) });
  return read.outputs!;
}

/** Margins `q_i = y_i Phi(theta; x_i)`: positive where the network is right.
 *
 * @param data  x [n, d] and y [n]; converted to the dtype of the network
 * @returns     [n]
 * @throws {ShapeError} unless x is [n, d] and y is [n]
 * @throws {DomainError} for a label other than -1 and +1
 */
export async function margins(backend: Backend, network: ReluNetwork, data: LabelledData): Promise<HostTensor> {
  checkLabelledData(data, network, 'margins');
  const { dtype } = network.layers[0]!.weight;
  const specs = {
    ...parameterSpecs(network),
    x: { shape: data.x.shape, dtype },
    y: { shape: data.y.shape, dtype },
  };
  const graph = trace(specs, (inputs) => ({
    margins: mul(inputs.y!, forward(inputLayers(network, inputs), inputs.x!).logits),
  }));
  const given = { ...parameters(network), x: toHostDtype(data.x, dtype), y: toHostDtype(data.y, dtype) };
  const outputs = await evaluate(backend, graph, given);
  return outputs.margins!;
}
