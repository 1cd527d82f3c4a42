import type { ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { compareKkt } from '../src/compare-kkt.ts';

/** Phi(x) = max(0, x_1): theta = (1, 0; 1) is 1/2 times the sum of its gradients (x_1, 0; x_1) at the point (2, 0). */
const network: ReluNetwork = { layers: [{ weight: fromNested([[1, 0]]) }, { weight: fromNested([[1]]) }] };
const training = { x: fromNested([[2, 0]]), y: fromNested([1]) };

test('by hand: candidates between the truth with its best multipliers and no points at all', async () => {
  const candidates = { ...training, lambda: fromNested([0.25]) };
  const { alpha, attack, oracle, empty } = await compareKkt(openReference(), network, candidates, training);
  expect(alpha).toBeNull();
  // Half of theta is left: 2 (1/2)^2.
  expect(attack.stationarity).toBeCloseTo(0.5, 12);
  expect(Object.values(attack.byTensor)).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.25, 12)]);
  expect(oracle.stationarity).toBeCloseTo(0, 12);
  expect(empty.stationarity).toBeCloseTo(2, 12);
});
