import {
  add,
  div,
  gradients,
  matmul,
  maximum,
  minimum,
  mul,
  neg,
  reshape,
  softplus,
  sqrt,
  square,
  sum,
  type Tensor,
} from '@noprior/tensor';
import { forward } from './forward.ts';
import type { LayerTensors } from './layer-tensors.ts';

/** What {@link clippedGradientSum} computes. */
export interface ClippedGradient {
  /** [n] Phi(theta; x_i) */
  readonly logits: Tensor;
  /** [n] ||g_i||, before clipping */
  readonly norms: Tensor;
  /** sum_i min(1, C / ||g_i||) g_i by layer, in the shapes of its weight and bias */
  readonly layers: readonly LayerTensors[];
}

/** Sum of the clipped gradients of every sample's logistic loss, `sum_i min(1, C / ||g_i||) g_i`, `g_i = grad ln(1 + exp(-y_i Phi_i))`.
 *
 * No sample's gradient is ever formed. With delta_{i,l} the derivative of sample i's loss by its pre-activation z_l, its gradient by
 * the weight of layer l is `delta_{i,l} h_{i,l-1}^T`, so that `||g_i||^2 = sum_l ||delta_{i,l}||^2 (||h_{i,l-1}||^2 + 1)`, the 1 where the
 * layer has a bias; and the clipped sum is that of the rows of delta, each times its factor. One pass forward and one backward.
 *
 * @param layers  of a network with one output unit
 * @param x       [n, d]
 * @param y       [n] labels, -1 or +1
 * @param clip    C, a bound of the norm over all parameters together; Infinity leaves every gradient as it is
 * @throws {ShapeError} unless layers and x fit together
 * @see Abadi et al. 2016, arXiv:1607.00133, algorithm 1; Goodfellow 2015, arXiv:1510.01799, for the norms
 * @example clippedGradientSum(constantLayers(network), x, y, 1).layers[0].weight // [out, in]
 */
export function clippedGradientSum(
  layers: readonly LayerTensors[],
  x: Tensor,
  y: Tensor,
  clip: number,
): ClippedGradient {
  const { logits, preActivations, activations } = forward(layers, x);
  const count = x.shape[0]!;
  const deltas = gradients(sum(softplus(neg(mul(y, logits)))), preActivations);
  const squaredNorms = layers
    .map(({ bias }, index) => {
      const inputs = sum(square(activations[index]!), { axes: [1] });
      return mul(sum(square(deltas[index]!), { axes: [1] }), bias === undefined ? inputs : add(inputs, 1));
    })
    .reduce((a, b) => add(a, b));
  const norms = sqrt(squaredNorms);
  const tiny = x.dtype === 'float32' ? 1e-37 : 1e-300;
  const factors =
    clip === Number.POSITIVE_INFINITY ? undefined : reshape(minimum(div(clip, maximum(norms, tiny)), 1), [count, 1]);
  const sums = layers.map(({ bias }, index): LayerTensors => {
    const delta = factors === undefined ? deltas[index]! : mul(factors, deltas[index]!);
    const weight = matmul(delta, activations[index]!, { transposeA: true });
    return bias === undefined ? { weight } : { weight, bias: sum(delta, { axes: [0] }) };
  });
  return { logits, norms, layers: sums };
}
