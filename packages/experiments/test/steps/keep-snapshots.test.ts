import { fromNested, makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { keepSnapshots } from '../../src/steps/keep-snapshots.ts';

const x = fromNested([
  [1, 0, 0],
  [0, 1, 1],
]);

test('snapshots are kept at growing distances, the first whatever its time', () => {
  const ones = makeHostTensor([1, 1], [2]);
  const found = { candidates: { x, lambda: ones, y: ones }, predicted: ones, memberScore: ones, details: {} };
  const keeper = keepSnapshots(2);
  for (const seconds of [0.1, 0.15, 0.2, 0.3, 0.39, 0.41, 5]) keeper.take({ ...found, iteration: 1, seconds });
  expect(keeper.kept.map(({ seconds }) => seconds)).toEqual([0.1, 0.2, 0.41, 5]);
});
