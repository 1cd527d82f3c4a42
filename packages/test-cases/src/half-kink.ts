import type { ReluNetwork } from '@noprior/relu-models';
import { fromNested, type HostTensor } from '@noprior/tensor';

/** Phi(x) = max(0, x_1) + max(0, -x_2): a KKT point with {@link halfKinkSet} and lambda = [1, 1], but only if the first unit
 * has the derivative 1/2 at the second point, where it is on its kink: w_1 = x_1 + s x_2 = [1, 1/2 - s].
 *
 * With the derivative 0 there, L_stationary is 2 (1 - l)^2 + l^2 / 4 with l the first multiplier: 2/9 at l = 8/9.
 */
export const halfKink: ReluNetwork = {
  layers: [
    {
      weight: fromNested([
        [1, 0],
        [0, -1],
      ]),
    },
    { weight: fromNested([[1, 1]]) },
  ],
};

/** Both on the margin 1. */
export const halfKinkSet: { readonly x: HostTensor; readonly y: HostTensor } = {
  x: fromNested([
    [1, 0.5],
    [0, -1],
  ]),
  y: fromNested([1, 1]),
};
