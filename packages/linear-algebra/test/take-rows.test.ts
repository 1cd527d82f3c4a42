import { takeRows } from '@noprior/linear-algebra';
import { fromNested, makeHostTensor } from '@noprior/tensor';
import { expect, it } from 'vitest';

it('takes rows in the order of the indices and in the dtype of the tensor; -1 is a row of zeros', () => {
  const x = fromNested(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    'float32',
  );
  expect(takeRows(x, [2, -1, 0, 2])).toEqual(makeHostTensor(Float32Array.of(5, 6, 0, 0, 1, 2, 5, 6), [4, 2]));
  expect(takeRows(fromNested([7, 8]), [1, -1])).toEqual(fromNested([8, 0]));
  expect(takeRows(x, []).shape).toEqual([0, 2]);
});
