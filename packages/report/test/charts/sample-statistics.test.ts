import { expect, test } from 'vitest';
import { extent } from '../../src/charts/extent.ts';
import { median } from '../../src/charts/median.ts';

test('the median is the middle value, or the mean of the two middle ones, in any order', () => {
  expect(median([10, 1, 2])).toBe(2);
  expect(median([10, 1, 2, 3])).toBe(2.5);
  expect(median([-7])).toBe(-7);
});

test('the extent is lowest and highest, and empty for no values', () => {
  expect(extent([3, -1, 2])).toEqual([-1, 3]);
  expect(extent([])).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});
