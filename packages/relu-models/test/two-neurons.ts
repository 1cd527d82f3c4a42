import { fromNested } from '@noprior/tensor';
import type { ReluNetwork } from '../src/index.ts';

// duplicate: @noprior/test-cases has it too, and depends on this package
/** Phi(x) = 2 max(0, x_1 - x_2 + 1) - 3 max(0, -x_1 + 2 x_2): two hidden neurons that can be computed by hand. */
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
