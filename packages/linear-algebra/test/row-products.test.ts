import { fillHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { rowProducts } from '../src/index.ts';

it.each([
  [1, 1, 3],
  [4, 2, 5],
  [7, 5, 1],
  [9, 3, 12],
  [0, 3, 2],
  [3, 0, 2],
])('multiplies %d rows with %d, of length %d', (n, m, d) => {
  for (const dtype of ['float32', 'float64'] as const) {
    const a = makeRandom(1).normalTensor([n, d], 1, dtype);
    const b = makeRandom(2).normalTensor([m, d], 1, dtype);
    const { data, shape } = rowProducts(a, b);
    expect(shape).toEqual([n, m]);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        let total = 0;
        for (let k = 0; k < d; k++) total += a.data[i * d + k]! * b.data[j * d + k]!;
        expect(data[i * m + j]).toBeCloseTo(total, 12);
      }
    }
  }
});

it('refuses widths that differ', () => {
  expect(() => rowProducts(fillHostTensor(0, [2, 3]), fillHostTensor(0, [2, 4]))).toThrow(ShapeError);
});
