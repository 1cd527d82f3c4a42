import { expect, test } from 'vitest';
import { quantileOf } from '../../src/benchmark/statistics.ts';

test('quantiles interpolate between the sorted values', () => {
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantileOf([4, 1, 3, 2], 0)).toBe(1);
  expect(quantileOf([4, 1, 3, 2], 1)).toBe(4);
  expect(quantileOf([10], 0.9)).toBe(10);
});
