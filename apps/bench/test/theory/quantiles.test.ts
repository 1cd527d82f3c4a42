import { expect, test } from 'vitest';
import { finiteOrNull, toQuantiles } from '../../src/theory/quantiles.ts';

test('quantiles are values themselves; infinite ones are counted and written as null', () => {
  expect(toQuantiles([3, 0, Number.POSITIVE_INFINITY, 1, 2])).toEqual({
    count: 5,
    min: 0,
    q25: 1,
    median: 2,
    q75: 3,
    max: null,
    unbounded: 1,
    zero: 1,
  });
  expect(toQuantiles([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]).median).toBeNull();
  expect(toQuantiles([7])).toMatchObject({ min: 7, median: 7, max: 7 });
});

test('numbers to some digits', () => {
  expect(finiteOrNull(1.23456789)).toBe(1.23457);
  expect(finiteOrNull(-0.000123456, 2)).toBe(-0.00012);
  expect(finiteOrNull(Number.NaN)).toBeNull();
});
