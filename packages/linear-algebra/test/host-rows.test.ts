import { joinRows, meanRow, rowOf, stackRows, subtractRow, toRows } from '@noprior/linear-algebra';
import { fillHostTensor, fromNested, makeHostTensor } from '@noprior/tensor';
import { expect, it } from 'vitest';

it('takes a matrix apart into rows, copied, and puts it together again', () => {
  const x = makeHostTensor([1, 2, 3, 4, 5, 6], [3, 2]);
  const rows = toRows(x);
  expect(rows.map((row) => [...row])).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(stackRows(rows, 2)).toEqual(makeHostTensor(Float64Array.from([1, 2, 3, 4, 5, 6]), [3, 2]));
  expect([...rowOf(x, 1)]).toEqual([3, 4]);
  rows[0]![0] = 9;
  expect(x.data[0]).toBe(1);
  expect(stackRows([], 4).shape).toEqual([0, 4]);
});

it('joins tensors row by row, in the dtype of the first', () => {
  const joined = joinRows([
    fromNested([[1, 2]], 'float32'),
    fromNested([
      [3, 4],
      [5, 6],
    ]),
    fillHostTensor(0, [0, 2]),
  ]);
  expect(joined).toEqual(makeHostTensor(Float32Array.from([1, 2, 3, 4, 5, 6]), [3, 2]));
  expect(joinRows([fromNested([1, -1]), fromNested([1])])).toEqual(fromNested([1, -1, 1]));
});

it('centres rows by their mean, in float64', () => {
  const x = fromNested(
    [
      [1, 2],
      [3, 6],
    ],
    'float32',
  );
  const mean = meanRow(x);
  expect(mean).toEqual(fromNested([2, 4]));
  expect(subtractRow(x, mean)).toEqual(
    fromNested([
      [-1, -2],
      [1, 2],
    ]),
  );
});
