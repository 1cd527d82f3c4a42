import { clarkeResidual } from '@noprior/clarke-residual';
import { oracleLoss } from '@noprior/kkt-loss';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

// Phi(x) = max(0, x_1) + max(0, -x_2); the first unit is on its kink at the second point.
const weight = fromNested([
  [1, 0],
  [0, -1],
]);
const network = { layers: [{ weight }, { weight: fromNested([[1, 1]]) }] };
const training = {
  x: fromNested([
    [1, 0.5],
    [0, -1],
  ]),
  y: fromNested([1, 1]),
};
const backend = openReference();

const hard = await oracleLoss(backend, network, training);
const clarke = await clarkeResidual(backend, network, training);

export const result = [hard.loss, clarke.residual, clarke.lowerBound, ...clarke.selections[0]!.data];
// => [2/9, 0, 0, 1, 0, 0.5, 1]: a KKT point, by the derivative 1/2 on the kink
