import {
  add,
  formatShape,
  matmul,
  type Operand,
  relu,
  reshape,
  ShapeError,
  surrogateRelu,
  type Tensor,
} from '@noprior/tensor';
import type { LayerTensors } from './layer-tensors.ts';

/** What a network with K output units computes on its way from n inputs to n outputs. */
export interface LayerPass {
  /** z_1 .. z_L, each [n, units of the layer]; the last is `outputs` */
  readonly preActivations: readonly Tensor[];
  /** h_0 = x, h_1, .., h_{L-1}: the input of each layer */
  readonly activations: readonly Tensor[];
  /** [n, K] f(theta; x_i) */
  readonly outputs: Tensor;
}

/** What a network with one output unit computes on its way from n inputs to n logits. */
export interface ForwardPass extends LayerPass {
  /** [n] Phi(theta; x_i) */
  readonly logits: Tensor;
}

/** How the ReLU is differentiated. */
export interface ForwardOptions {
  /** Sharpness of the surrogate derivative sigmoid(alpha z); without it the derivative is hard, 1 where z > 0. The values
   * are the same with and without. */
  readonly alpha?: Operand;
}

/** Forward program of a ReLU network with one output unit: `z_l = h_{l-1} W_l^T + b_l`, `h_l = max(0, z_l)`, `Phi = z_L`.
 *
 * @param layers  at least one; the last has one unit
 * @param x       [n, d]
 * @throws {ShapeError} unless x is a matrix with the columns of the first weight, and the last layer has one unit
 * @see Haim et al. 2022, arXiv:2206.07758, for the surrogate derivative
 * @example forward(constantLayers(network), x).logits // [n]
 */
export function forward(layers: readonly LayerTensors[], x: Tensor, options: ForwardOptions = {}): ForwardPass {
  const last = layers.at(-1);
  if (last === undefined || last.weight.shape[0] !== 1) {
    throw new ShapeError(
      `forward: the last layer must have one unit, got ${last === undefined ? 'no layers' : `a weight ${formatShape(last.weight.shape)}`}`,
    );
  }
  const pass = forwardLayers(layers, x, options);
  return { ...pass, logits: reshape(pass.outputs, [x.shape[0]!]) };
}

/** {@link forward} for any number of output units.
 *
 * @param layers  at least one
 * @param x       [n, d]
 * @throws {ShapeError} if there are no layers, or x is no matrix with the columns of the first weight
 * @example forwardLayers(constantLayers(network), x).outputs // [n, K]
 */
export function forwardLayers(layers: readonly LayerTensors[], x: Tensor, options: ForwardOptions = {}): LayerPass {
  if (layers.length === 0) throw new ShapeError('forward: there are no layers; the network needs at least one');
  const [, d] = layers[0]!.weight.shape;
  if (x.shape.length !== 2 || x.shape[1] !== d) {
    throw new ShapeError(`forward: x must be [n, ${d}], got ${formatShape(x.shape)}`);
  }
  const preActivations: Tensor[] = [];
  const activations: Tensor[] = [x];
  let h = x;
  for (const [index, { weight, bias }] of layers.entries()) {
    const product = matmul(h, weight, { transposeB: true });
    const z = bias === undefined ? product : add(product, bias);
    preActivations.push(z);
    if (index === layers.length - 1) break;
    h = options.alpha === undefined ? relu(z) : surrogateRelu(z, options.alpha);
    activations.push(h);
  }
  return { preActivations, activations, outputs: preActivations.at(-1)! };
}
