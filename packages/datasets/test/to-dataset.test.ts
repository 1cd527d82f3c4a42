import { DomainError, fromNested, makeHostTensor, ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { toDataset } from '../src/to-dataset.ts';

const x = fromNested(
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  'float32',
);
const y = makeHostTensor([1, -1, 1], [3]);

test('arrays become a data set in float64', () => {
  const dataset = toDataset(x, { ...y, shape: [3, 1] }, 'mine');
  expect(dataset).toEqual({
    name: 'mine',
    x: { shape: [3, 2], dtype: 'float64', data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    y,
    sourceIndex: [0, 1, 2],
  });
});

test('what does not fit is refused', () => {
  expect(() => toDataset({ ...x, shape: [3, 1, 2] }, y)).toThrow(ShapeError);
  expect(() => toDataset(makeHostTensor([], [0, 2]), makeHostTensor([], [0]))).toThrow(ShapeError);
  expect(() => toDataset(x, makeHostTensor([1, -1], [2]))).toThrow(ShapeError);
  expect(() => toDataset(x, { ...y, shape: [1, 3] })).toThrow(ShapeError);
  expect(() => toDataset(x, makeHostTensor([1, 0, 1], [3]))).toThrow(/y\[1\] is 0, expected -1 or \+1/);
  const broken = makeHostTensor([1, 2, 3, Number.NaN, 5, 6], [3, 2]);
  expect(() => toDataset(broken, y)).toThrow(DomainError);
  expect(() => toDataset(broken, y)).toThrow(/x\[1, 1\] is NaN/);
});
