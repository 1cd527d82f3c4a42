import { makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromRows, toRows } from '../../src/internal/matrix-rows.ts';
import { cosine, inner, orthonormal, without } from '../../src/internal/vectors.ts';

const normals = (count: number, d: number, seed: number) => {
  const random = makeRandom(seed).fork('vectors');
  return Array.from({ length: count }, () => Float64Array.from({ length: d }, () => random.normal()));
};

it('has an orthonormal basis of what vectors span, nearly dependent ones included', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 5, max: 9 }),
      fc.constantFrom(1, 1e-4, 1e-7),
      fc.nat(1_000_000),
      (count, d, apart, seed) => {
        const drawn = normals(count, d, seed);
        const vectors = drawn.map((vector) => vector.map((value, k) => drawn[0]![k]! + apart * value));
        const basis = orthonormal(vectors);
        expect(basis).toHaveLength(count);
        for (const [i, a] of basis.entries()) {
          for (const [j, b] of basis.entries()) expect(inner(a, b)).toBeCloseTo(i === j ? 1 : 0, 12);
        }
        for (const vector of vectors) {
          const left = without(vector, basis);
          expect(Math.sqrt(inner(left, left) / inner(vector, vector))).toBeLessThan(1e-9);
        }
      },
    ),
    { seed: 20261125, numRuns: 60 },
  );
});

it('leaves out what adds nothing: multiples, sums, and 0', () => {
  const [a, b] = normals(2, 4, 1) as [Float64Array, Float64Array];
  const sum = a.map((value, k) => 3 * value - b[k]!);
  expect(orthonormal([a, a.map((v) => -2 * v), new Float64Array(4), b, sum])).toHaveLength(2);
});

it('leaves what is orthogonal to the vectors, and the given vector as it was', () => {
  const [x, ...others] = normals(4, 7, 2) as [Float64Array, ...Float64Array[]];
  const before = [...x];
  const basis = orthonormal(others);
  const left = without(x, basis);
  for (const direction of basis) expect(inner(left, direction)).toBeCloseTo(0, 12);
  expect([...x]).toEqual(before);
  expect([...without(x, [])]).toEqual(before);
});

it('has cosines by hand, and 0 for the zero vector', () => {
  const at = (...values: number[]) => Float64Array.from(values);
  expect(cosine(at(1, 0), at(1, 1))).toBeCloseTo(Math.SQRT1_2, 15);
  expect(cosine(at(2, 0), at(-3, 0))).toBe(-1);
  expect(cosine(at(0, 0), at(1, 1))).toBe(0);
});

it('takes a matrix apart into rows, copied, and puts it together again', () => {
  const x = makeHostTensor([1, 2, 3, 4, 5, 6], [3, 2]);
  const rows = toRows(x);
  expect(rows.map((row) => [...row])).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(fromRows(rows, 2)).toEqual(makeHostTensor(Float64Array.from([1, 2, 3, 4, 5, 6]), [3, 2]));
  rows[0]![0] = 9;
  expect(x.data[0]).toBe(1);
  expect(fromRows([], 4).shape).toEqual([0, 4]);
});
