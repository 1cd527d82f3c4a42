import { fromNested } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { relativeError } from '../../src/benchmark/relative-error.ts';

test('the largest over the outputs, each in the 2-norm', () => {
  const expected = { a: fromNested([3, 4]), b: fromNested([1, 0]) };
  expect(relativeError({ a: fromNested([3, 4.5]), b: fromNested([1, 0.01]) }, expected)).toBeCloseTo(0.1, 12);
  expect(relativeError({ a: fromNested([3, 4]), b: fromNested([1, 0.2]) }, expected)).toBeCloseTo(0.2, 12);
});

test('an output of zeros is compared absolutely; what is missing or has another size is not compared', () => {
  expect(relativeError({ a: fromNested([0.5]) }, { a: fromNested([0]) })).toBe(0.5);
  expect(relativeError({ a: fromNested([1]) }, { b: fromNested([1]) })).toBeNull();
  expect(relativeError({ a: fromNested([1, 2]) }, { a: fromNested([1]) })).toBeNull();
});

test('what is not finite is NaN, whatever the other outputs are', () => {
  const expected = { a: fromNested([1]), b: fromNested([1]) };
  expect(relativeError({ a: fromNested([Number.NaN]), b: fromNested([2]) }, expected)).toBeNaN();
});
