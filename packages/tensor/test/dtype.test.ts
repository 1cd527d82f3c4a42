import { DtypeError, dtypes, makeTypedArray, toDtype } from '@noprior/tensor';
import { expect, test } from 'vitest';

test('toDtype narrows every dtype and nothing else', () => {
  expect(dtypes.map(toDtype)).toEqual(['float32', 'float64']);
  expect(() => toDtype('float16')).toThrow(DtypeError);
  expect(() => toDtype('float16')).toThrow('expected float32 or float64, got "float16"');
});

test('makeTypedArray gives zeros in the array of the dtype', () => {
  expect(makeTypedArray('float32', 2)).toEqual(new Float32Array(2));
  expect(makeTypedArray('float64', 3)).toEqual(new Float64Array(3));
});
