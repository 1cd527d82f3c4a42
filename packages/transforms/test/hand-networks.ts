import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';

/** Three points of `twoNeurons`: two of label +1 in one cell, and one of label -1. */
export const threePoints: Candidates = {
  x: fromNested([
    [2, 0.5],
    [4, 1.5],
    [-1, 3],
  ]),
  lambda: fromNested([1, 3, 2]),
  y: fromNested([1, 1, -1]),
};

/** An exact KKT point in R^3 whose data span one dimension: each unit sees one point alone, and with a unit vector e along
 * the points, w_1 = 2 e, v_1 = 2, w_2 = -3 e, v_2 = -3, both margins are 20. Multipliers are those of the scale `sum`. */
export const planted: ReluNetwork = {
  layers: [
    {
      weight: fromNested([
        [1.2, 1.6, 0],
        [-1.8, -2.4, 0],
      ]),
    },
    { weight: fromNested([[2, -3]]) },
  ],
};

/** The training set of {@link planted}: |x_1| = 5, |x_2| = 20/9, lambda_i = 1/|x_i|. */
export const plantedSet: Candidates = {
  x: fromNested([
    [3, 4, 0],
    [-4 / 3, -16 / 9, 0],
  ]),
  lambda: fromNested([0.2, 0.45]),
  y: fromNested([1, -1]),
};
