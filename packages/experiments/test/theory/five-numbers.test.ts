import { expect, test } from 'vitest';
import { toFiveNumbers } from '../../src/theory/five-numbers.ts';

test('five numbers are values themselves; infinite ones are counted and written as null', () => {
  expect(toFiveNumbers([3, 0, Number.POSITIVE_INFINITY, 1, 2])).toEqual({
    count: 5,
    min: 0,
    q25: 1,
    median: 2,
    q75: 3,
    max: null,
    unbounded: 1,
    zero: 1,
  });
  expect(toFiveNumbers([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]).median).toBeNull();
  expect(toFiveNumbers([7])).toMatchObject({ min: 7, median: 7, max: 7 });
});
