import { evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

// Phi(x) = 2 max(0, 1.2 x_1 + 1.6 x_2) - 3 max(0, -1.8 x_1 - 2.4 x_2)
const first = fromNested([
  [1.2, 1.6],
  [-1.8, -2.4],
]);
const network = { layers: [{ weight: first }, { weight: fromNested([[2, -3]]) }] };
const training = {
  x: fromNested([
    [3, 4],
    [-6, -8],
  ]),
  y: fromNested([1, -1]),
};
const backend = openReference();

const oracle = await oracleLoss(backend, network, training, { scale: 'sum' });
const guess = {
  x: fromNested([
    [4, 3],
    [-6, -8],
  ]),
  y: training.y,
  lambda: oracle.lambda,
};
const attack = await evaluateKkt(backend, network, guess, { scale: 'sum', gradients: true });

export const result = [oracle.loss, ...oracle.lambda.data, attack.stationarity, attack.gradX!.data[0]!];
// => [0, 0.2, 0.1, 0.3264, 0.2816]: a KKT point, its multipliers, and a guess that misses one point
