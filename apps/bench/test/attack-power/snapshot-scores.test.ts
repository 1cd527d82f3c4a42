import { fromNested, makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { keepSnapshots, scoreSnapshot } from '../../src/attack-power/snapshot-scores.ts';

const candidates = {
  x: fromNested([
    [1, 0, 0],
    [0, 1, 1],
  ]),
  lambda: makeHostTensor([1, 1], [2]),
  y: makeHostTensor([1, -1], [2]),
};

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
  const score = scoreSnapshot({ iteration: 7, seconds: 1.234567, candidates }, training, heldOut);
  expect(score).toEqual({
    iteration: 7,
    seconds: 1.2346,
    aboveHeldOutMax: 2,
    above09: 1,
    medianCosine: 0.8,
    heldOutMedian: 0.6,
  });
});

test('snapshots are kept at growing distances, the first whatever its time', () => {
  const keeper = keepSnapshots(2);
  for (const seconds of [0.1, 0.15, 0.2, 0.3, 0.39, 0.41, 5]) keeper.take({ iteration: 1, seconds, candidates });
  expect(keeper.kept.map(({ seconds }) => seconds)).toEqual([0.1, 0.2, 0.41, 5]);
});
