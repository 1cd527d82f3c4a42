import { makeTypedArray } from '@noprior/tensor';
import { expect, test } from 'vitest';

test('makeTypedArray gives zeros in the array of the dtype', () => {
  expect(makeTypedArray('float32', 2)).toEqual(new Float32Array(2));
  expect(makeTypedArray('float64', 3)).toEqual(new Float64Array(3));
});
