import { constant, type Dtype, mapRecord, ShapeError, type Tensor, type TensorSpec } from '@noprior/tensor';
import { parameters, type ReluNetwork } from './network.ts';

/** One layer in a graph. */
export interface LayerTensors {
  /** [out, in] */
  readonly weight: Tensor;
  /** [out] */
  readonly bias?: Tensor;
}

/** The parameters as constants of a graph.
 *
 * @param dtype  of the constants; by default that of the network
 */
export function constantLayers(network: ReluNetwork, dtype?: Dtype): LayerTensors[] {
  return network.layers.map(({ weight, bias }): LayerTensors => {
    const tensor = constant(weight, dtype ?? weight.dtype);
    return bias === undefined ? { weight: tensor } : { weight: tensor, bias: constant(bias, dtype ?? bias.dtype) };
  });
}

/** Shapes of the parameters, for graphs that take them as inputs under the names of `parameterNames`.
 *
 * @param dtype  of the inputs; by default that of the network
 * @example trace({ ...parameterSpecs(network), x: { shape: [5, 784], dtype: 'float32' } }, (inputs) => ...)
 */
export function parameterSpecs(network: ReluNetwork, dtype?: Dtype): Record<string, TensorSpec> {
  return mapRecord(parameters(network), (tensor) => ({ shape: tensor.shape, dtype: dtype ?? tensor.dtype }));
}

/** The layers of a network whose parameters are inputs of a graph.
 *
 * @param network  tells which layers have a bias; its numbers are not used
 * @param inputs   tensors by the names of `parameterNames`; other names are ignored
 * @throws {ShapeError} if a parameter is missing
 */
export function inputLayers(network: ReluNetwork, inputs: Readonly<Record<string, Tensor>>): LayerTensors[] {
  const take = (name: string): Tensor => {
    const tensor = inputs[name];
    if (tensor === undefined) throw new ShapeError(`inputLayers: the graph has no input ${name}; add parameterSpecs`);
    return tensor;
  };
  return network.layers.map(({ bias }, index): LayerTensors => {
    const weight = take(`layers.${index}.weight`);
    return bias === undefined ? { weight } : { weight, bias: take(`layers.${index}.bias`) };
  });
}
