import {
  argument,
  DomainError,
  type Dtype,
  formatShape,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  wording,
} from '@noprior/tensor';
import type { Layer, ReluNetwork } from './network.ts';

/** Which layers have a bias. With `first` and `none` the network is homogeneous in its parameters; with `all` it is not,
 * and the theory of KKT points does not apply as it stands. */
export type BiasRule = 'first' | 'none' | 'all';

/** Law of the initial parameters, see {@link makeNetwork}. */
export type Initialisation = 'pytorch' | 'scaled-first' | 'small';

/** Shape and initial law of a network. */
export interface NetworkOptions {
  /** Number of input coordinates, d. */
  readonly inputSize: number;
  /** Units of every hidden layer; empty for a linear model. */
  readonly hiddenSizes: readonly number[];
  /** Units of the last layer, default 1: the number of classes for a network with more than two. */
  readonly outputSize?: number;
  /** Integer in [0, 2^53). */
  readonly seed: number;
  /** Default `first`. */
  readonly bias?: BiasRule;
  /** Default `pytorch`. */
  readonly initialisation?: Initialisation;
  /** `scaled-first`: standard deviation of the first layer, default 1e-4. `small`: factor on every parameter, default 0.01.
   * Not allowed for `pytorch`. */
  readonly scale?: number;
  /** Default `float32`: the same draws as in float64, rounded. */
  readonly dtype?: Dtype;
}

/** Weights in a network; more do not fit into the arrays of any engine, gradients beside them. */
const maxParameters = 2 ** 31;

/** Network with random parameters; every tensor has its own stream, named after the tensor, so that changing one layer
 * leaves the others as they are.
 *
 * - `pytorch`: weight and bias of every layer are uniform on (-1/sqrt(in), 1/sqrt(in)), the default of `torch.nn.Linear`.
 * - `scaled-first`: weight AND bias of the first layer are N(0, scale^2), everything else as in `pytorch`. The reference
 *   attack trains its networks so, with scale 1e-4.
 * - `small`: as `pytorch`, every parameter multiplied by `scale`.
 *
 * @throws {DomainError} for sizes that are not positive integers, an unknown rule, a scale that is not positive, or more than
 *   2^31 parameters
 * @see Haim et al. 2022, arXiv:2206.07758, appendix on the training of the victim networks
 * @example makeNetwork({ inputSize: 784, hiddenSizes: [1000, 1000], initialisation: 'scaled-first', seed: 0 })
 */
export function makeNetwork(options: NetworkOptions): ReluNetwork {
  const { inputSize, hiddenSizes, outputSize = 1, seed, bias = 'first', initialisation = 'pytorch' } = options;
  const { dtype = 'float32' } = options;
  const sizes = [inputSize, ...hiddenSizes, outputSize];
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new DomainError(
      `makeNetwork: inputSize, hiddenSizes and outputSize must be positive integers, got ${formatShape(sizes)}`,
    );
  }
  if (bias !== 'first' && bias !== 'none' && bias !== 'all') {
    throw new DomainError(
      wording`makeNetwork: ${argument('bias')} must be first, none or all, got ${JSON.stringify(bias)}`,
    );
  }
  const scale = scaleOf(initialisation, options.scale);
  const parameters = sizes.slice(1).reduce((total, size, index) => total + size * sizes[index]!, 0);
  if (parameters > maxParameters) {
    throw new DomainError(
      `makeNetwork: sizes ${sizes.join('-')} make ${parameters.toPrecision(3)} weights (${((4 * parameters) / 1e9).toFixed()} GB in float32); at most 2^31 are possible, choose smaller hiddenSizes`,
    );
  }
  const random = makeRandom(seed);
  const draw = (name: string, shape: readonly number[], fanIn: number): HostTensor => {
    const stream = random.fork(name);
    if (initialisation === 'scaled-first' && name.startsWith('layers.0.')) {
      return stream.normalTensor(shape, scale, dtype);
    }
    const factor = initialisation === 'small' ? scale : 1;
    const bound = factor / Math.sqrt(fanIn);
    return stream.uniformTensor(shape, -bound, bound, dtype);
  };
  const layers = sizes.slice(1).map((outputs, index): Layer => {
    const inputs = sizes[index]!;
    const weight = draw(`layers.${index}.weight`, [outputs, inputs], inputs);
    const hasBias = bias === 'all' || (bias === 'first' && index === 0);
    return hasBias ? { weight, bias: draw(`layers.${index}.bias`, [outputs], inputs) } : { weight };
  });
  const several = outputSize === 1 ? {} : { outputSize };
  const description = { inputSize, hiddenSizes, ...several, bias, initialisation, scale, seed, random: random.version };
  return { layers, metadata: { initialisation: JSON.stringify(description) } };
}

/** The same network with every parameter multiplied by one factor.
 *
 * For a network of homogeneity degree L the logits are multiplied by factor^L.
 */
export function scaleParameters(network: ReluNetwork, factor: number): ReluNetwork {
  const scaled = ({ data, shape }: HostTensor): HostTensor =>
    makeHostTensor(
      data.map((value) => factor * value),
      shape,
    );
  const layers = network.layers.map(
    ({ weight, bias }): Layer =>
      bias === undefined ? { weight: scaled(weight) } : { weight: scaled(weight), bias: scaled(bias) },
  );
  return { ...network, layers };
}

function scaleOf(initialisation: Initialisation, given: number | undefined): number {
  if (initialisation === 'pytorch') {
    if (given === undefined) return 1;
    throw new DomainError('makeNetwork: the initialisation pytorch has no scale; leave it out, or use small');
  }
  if (initialisation !== 'scaled-first' && initialisation !== 'small') {
    throw new DomainError(
      `makeNetwork: initialisation must be pytorch, scaled-first or small, got ${JSON.stringify(initialisation)}`,
    );
  }
  const scale = given ?? (initialisation === 'small' ? 0.01 : 1e-4);
  if (Number.isFinite(scale) && scale > 0) return scale;
  throw new DomainError(`makeNetwork: scale must be positive and finite, got ${scale}`);
}
