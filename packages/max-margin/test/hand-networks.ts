import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';

/** Phi(x) = 2 max(0, 1.2 x_1 + 1.6 x_2) - 3 max(0, -1.8 x_1 - 2.4 x_2): right about both points below. Each unit is a multiple
 * of its point, but the margins, 20 and 90, differ, so it is no KKT point of the max-margin problem. */
export const handNetwork: ReluNetwork = {
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

/** The KKT point of the points below: unit i is c_i x_i / ||x_i||, its output weight +-c_i, and c_i^2 ||x_i|| = 1. So the multipliers
 * are 1 / ||x_i|| and ||theta||^2 = 2/5 + 2/10. */
export const kktNetwork: ReluNetwork = {
  layers: [
    {
      weight: fromNested([
        [0.6 * Math.sqrt(0.2), 0.8 * Math.sqrt(0.2)],
        [-0.6 * Math.sqrt(0.1), -0.8 * Math.sqrt(0.1)],
      ]),
    },
    { weight: fromNested([[Math.sqrt(0.2), -Math.sqrt(0.1)]]) },
  ],
};

export const handData: LabelledData = {
  x: fromNested([
    [3, 4],
    [-6, -8],
  ]),
  y: fromNested([1, -1]),
};
