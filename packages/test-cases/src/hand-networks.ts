import type { ReluNetwork } from '@noprior/relu-models';
import { fromNested, type HostTensor } from '@noprior/tensor';

/** Phi(x) = x_1 + 2 x_2: one layer, so every gradient is x itself. */
export const linear: ReluNetwork = { layers: [{ weight: fromNested([[1, 2]]) }] };

/** Phi(x) = 2 max(0, x_1 - x_2 + 1) - 3 max(0, -x_1 + 2 x_2). */
export const twoNeurons: ReluNetwork = {
  layers: [
    {
      weight: fromNested([
        [1, -1],
        [-1, 2],
      ]),
      bias: fromNested([1, 0]),
    },
    { weight: fromNested([[2, -3]]) },
  ],
};

/** A KKT point: Phi(x) = 2 max(0, (1.2 x_1 + 1.6 x_2)) - 3 max(0, -1.8 x_1 - 2.4 x_2).
 *
 * With x_1 = [3, 4], y = +1, lambda = 1/5 and x_2 = [-6, -8], y = -1, lambda = 1/10 each neuron sees one point alone,
 * and theta = sum lambda_i y_i g_i exactly: W = a x/|x|, v = a, g_W = a x, g_v = a |x|.
 */
export const planted: ReluNetwork = {
  layers: [
    {
      weight: fromNested([
        [1.2, 1.6],
        [-1.8, -2.4],
      ]),
    },
    { weight: fromNested([[2, -3]]) },
  ],
};

/** The training set of {@link planted} with its multipliers. */
export const plantedSet: { readonly x: HostTensor; readonly y: HostTensor; readonly lambda: HostTensor } = {
  x: fromNested([
    [3, 4],
    [-6, -8],
  ]),
  y: fromNested([1, -1]),
  lambda: fromNested([0.2, 0.1]),
};
