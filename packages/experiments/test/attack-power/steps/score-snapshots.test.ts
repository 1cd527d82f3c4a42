import { fromNested } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { scoreSnapshot } from '../../../src/attack-power/steps/score-snapshots-kind.ts';

const x = fromNested([
  [1, 0, 0],
  [0, 1, 1],
]);

test('counts, medians and the held-out maximum by hand', () => {
  // Best cosines: training 1, 0.8, 1/sqrt(2); held out 0.6 (bar 1/sqrt(2)), 1/sqrt(2), 0.
  const training = fromNested([
    [2, 0, 0],
    [0.8, 0, -0.6],
    [0, 0, 3],
  ]);
  const heldOut = fromNested([
    [0.6, 0, -0.8],
    [0, 1, 0],
    [0, 1, -1],
  ]);
  const score = scoreSnapshot(x, training, heldOut);
  expect(score).toMatchObject({ found: 2, above09: 1 });
  expect(score.medianCosine).toBeCloseTo(0.8, 12);
  expect(score.heldOutMedianCosine).toBeCloseTo(0.6, 12);
});
