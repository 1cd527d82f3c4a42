import { evaluateKkt } from '@noprior/kkt-loss';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';

const firstWeight = fromNested([
  [1, 0],
  [0, 2],
]);
const network = {
  layers: [{ weight: firstWeight, bias: fromNested([0.5, -0.5]) }, { weight: fromNested([[1, -1]]) }],
};
const x = fromNested([
  [1, 0],
  [0, 1],
]);
const candidates = { x, lambda: fromNested([0.5, 0.5]), y: fromNested([1, -1]) };

const loss = await evaluateKkt(openReference(), network, candidates, { scale: 'sum', gradients: true });

export const result = [loss.stationarity, loss.gradX?.shape]; // => [4.3125, [2, 2]]
