import type { Preprocessing } from '@noprior/datasets';
import {
  DomainError,
  type Dtype,
  DtypeError,
  formatShape,
  type HostTensor,
  ShapeError,
  toHostDtype,
} from '@noprior/tensor';
import { checkPreprocessing } from './preprocessing.ts';

/** One affine layer `z = W h + b`. */
export interface Layer {
  /** [out, in] */
  readonly weight: HostTensor;
  /** [out] */
  readonly bias?: HostTensor;
}

/** A fully connected ReLU network f(theta; x) with K output units:
 * `h_0 = x`, `z_l = W_l h_{l-1} + b_l`, `h_l = max(0, z_l)`, `f = z_L`.
 *
 * With one output unit, called Phi, its sign is the predicted label, -1 or +1, or it is the predicted number of a regression.
 * With K > 1 the largest output is the predicted class, 0 to K - 1. What is made for one output only, {@link checkBinaryNetwork} says.
 */
export interface ReluNetwork {
  /** From the input to the output. */
  readonly layers: readonly Layer[];
  /** What was done to the data before they entered the network. */
  readonly preprocessing?: Preprocessing;
  /** Text that travels with the weights, for example the training configuration. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Check that the tensors form a network with one output unit.
 *
 * @throws {ShapeError} as {@link checkNetwork}, and unless the last layer has one unit
 * @throws {DtypeError} {DomainError} as {@link checkNetwork}
 */
export function checkBinaryNetwork(network: ReluNetwork): void {
  checkNetwork(network);
  const outputs = outputSize(network);
  if (outputs !== 1) {
    throw new ShapeError(
      `checkBinaryNetwork: the last layer has ${outputs} output units; only binary networks with one output unit are supported here. Networks with several are for trainNetwork, oracleLoss, evaluateKkt and runAttack, with an objective of their own`,
    );
  }
}

/** Check that the tensors form a network, whatever its number of output units.
 *
 * @throws {ShapeError} unless there is a layer, weights are matrices that follow one another, biases fit, and the
 *   preprocessing fits the input
 * @throws {DtypeError} if the parameters differ in dtype
 * @throws {DomainError} for a parameter that is not finite; the message names the tensor
 */
export function checkNetwork(network: ReluNetwork): void {
  const { layers } = network;
  if (layers.length === 0) throw new ShapeError('checkBinaryNetwork: the network has no layers; it needs at least one');
  let width: number | undefined;
  for (const [index, { weight, bias }] of layers.entries()) {
    const name = `layers.${index}.weight`;
    const [outputs, inputs] = weight.shape;
    if (weight.shape.length !== 2 || outputs === 0 || inputs === 0) {
      throw new ShapeError(`checkBinaryNetwork: ${name} must be [out, in], got ${formatShape(weight.shape)}`);
    }
    if (width !== undefined && inputs !== width) {
      throw new ShapeError(
        `checkBinaryNetwork: ${name} has shape ${formatShape(weight.shape)}, but layer ${index - 1} has ${width} units; expected [out, ${width}]`,
      );
    }
    if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== outputs)) {
      throw new ShapeError(
        `checkBinaryNetwork: layers.${index}.bias must be [${outputs}] beside a weight ${formatShape(weight.shape)}, got ${formatShape(bias.shape)}`,
      );
    }
    width = outputs;
  }
  const dtype = layers[0]!.weight.dtype;
  for (const [name, tensor] of Object.entries(parameters(network))) {
    if (tensor.dtype !== dtype) {
      throw new DtypeError(
        `checkBinaryNetwork: ${name} is ${tensor.dtype}, layers.0.weight is ${dtype}; convert with toNetworkDtype`,
      );
    }
    checkFinite(tensor, name);
  }
  if (network.preprocessing !== undefined) checkPreprocessing(network.preprocessing, inputSize(network));
}

/** Parameters by name in a fixed order: `layers.0.weight`, `layers.0.bias`, `layers.1.weight`, ...; a bias that a layer
 * does not have is absent. */
export function parameters(network: ReluNetwork): Record<string, HostTensor> {
  const named: Record<string, HostTensor> = {};
  network.layers.forEach(({ weight, bias }, index) => {
    named[`layers.${index}.weight`] = weight;
    if (bias !== undefined) named[`layers.${index}.bias`] = bias;
  });
  return named;
}

/** Names of {@link parameters}, in the same order. */
export function parameterNames(network: ReluNetwork): string[] {
  return Object.keys(parameters(network));
}

/** The network with other parameters, named as by {@link parameters}.
 *
 * @throws {ShapeError} if one is missing
 */
export function withParameters(network: ReluNetwork, named: Readonly<Record<string, HostTensor>>): ReluNetwork {
  const take = (name: string): HostTensor => {
    const tensor = named[name];
    if (tensor === undefined) throw new ShapeError(`withParameters: ${name} is missing`);
    return tensor;
  };
  const layers = network.layers.map(({ bias }, index): Layer => {
    const weight = take(`layers.${index}.weight`);
    return bias === undefined ? { weight } : { weight, bias: take(`layers.${index}.bias`) };
  });
  return { ...network, layers };
}

/** Number of input coordinates, d. */
export function inputSize(network: ReluNetwork): number {
  return network.layers[0]!.weight.shape[1]!;
}

/** Number of output units, K. */
export function outputSize(network: ReluNetwork): number {
  return network.layers.at(-1)!.weight.shape[0]!;
}

/** Units of every hidden layer, first to last. */
export function hiddenSizes(network: ReluNetwork): number[] {
  return network.layers.slice(0, -1).map(({ weight }) => weight.shape[0]!);
}

/** The same network with parameters, and the mean if there is one, in another dtype. */
export function toNetworkDtype(network: ReluNetwork, dtype: Dtype): ReluNetwork {
  const layers = network.layers.map(({ weight, bias }): Layer => {
    const converted = toHostDtype(weight, dtype);
    return bias === undefined ? { weight: converted } : { weight: converted, bias: toHostDtype(bias, dtype) };
  });
  const { preprocessing } = network;
  if (preprocessing?.mean === undefined) return { ...network, layers };
  return { ...network, layers, preprocessing: { ...preprocessing, mean: toHostDtype(preprocessing.mean, dtype) } };
}

function checkFinite({ data, shape }: HostTensor, name: string): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  throw new DomainError(
    `checkBinaryNetwork: ${name} ${formatShape(shape)} must be finite, but element ${index} is ${data[index]}; the file is damaged or the training diverged`,
  );
}
