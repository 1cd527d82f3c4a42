import { makeHostTensor } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { boundProbabilities } from '../../src/box-vertices/bound-probabilities.ts';

const bounds = (low: readonly number[], high: readonly number[]) => ({
  low: makeHostTensor(Float64Array.from(low), [low.length]),
  high: makeHostTensor(Float64Array.from(high), [high.length]),
});
const points = (...rows: readonly number[][]) => rows.map((row) => Float64Array.from(row));

it('follows from the mean of the points where 0 is no mean', () => {
  // Of what is not at the low end, 0.4, 1 and 0.6, the average is 2/3 and one third is at the high end.
  const { low, high } = boundProbabilities(points([0, 0.4, 1], [0, 0, 0.6]), bounds([0, 0, 0], [1, 1, 1]), 0.03);
  expect([...low]).toEqual([0.96, expect.closeTo(1 - 0.2 / (2 / 3), 12), 0.02]);
  expect([...high]).toEqual([expect.closeTo(0.04 / 3, 12), expect.closeTo(0.3 / 3, 12), expect.closeTo(0.98 / 3, 12)]);
});

it('follows from the place of 0 in the box where the mean was subtracted, whatever the points have there', () => {
  const box = bounds([-0.25, -0.1, 0], [0.75, 0.9, 0]);
  const { low, high } = boundProbabilities(points([-0.25, 0.4, 0], [0.25, -0.1, 0]), box, 0.03);
  expect(low[0]).toBeCloseTo(1 - 0.25 / 0.5, 12);
  expect(low[1]).toBeCloseTo(1 - 0.1 / 0.5, 12);
  // A coordinate without a width is at its low end.
  expect(low[2]).toBe(0.96);
  expect(high[0]).toBe(0.005);
});

it('leaves room between the ends where everything is at one', () => {
  for (const row of [
    [0, 0],
    [1, 1],
  ]) {
    const { low, high } = boundProbabilities(points(row, row), bounds([0, 0], [1, 1]), 0.03);
    for (const [j, at] of low.entries()) expect(at + high[j]!).toBeLessThan(0.99);
  }
});
