import { fromNested, makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { keepSnapshots } from '../../../src/attack-power/steps/keep-snapshots.ts';
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

test('snapshots are kept at growing distances, the first whatever its time', () => {
  const ones = makeHostTensor([1, 1], [2]);
  const found = { candidates: { x, lambda: ones, y: ones }, predicted: ones, memberScore: ones, details: {} };
  const keeper = keepSnapshots(2);
  for (const seconds of [0.1, 0.15, 0.2, 0.3, 0.39, 0.41, 5]) keeper.take({ ...found, iteration: 1, seconds });
  expect(keeper.kept.map(({ seconds }) => seconds)).toEqual([0.1, 0.2, 0.41, 5]);
});
