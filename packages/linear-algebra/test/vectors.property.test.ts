import { cosine, distance, dot, largestOf, norm, orthonormalBasis, rejection } from '@noprior/linear-algebra';
import { makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';

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
        const basis = orthonormalBasis(vectors);
        expect(basis).toHaveLength(count);
        for (const [i, a] of basis.entries()) {
          for (const [j, b] of basis.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 12);
        }
        for (const vector of vectors) {
          const left = rejection(vector, basis);
          expect(Math.sqrt(dot(left, left) / dot(vector, vector))).toBeLessThan(1e-9);
        }
      },
    ),
    { seed: 20261125, numRuns: 60 },
  );
});

it('leaves out what adds nothing: multiples, sums, and 0', () => {
  const [a, b] = normals(2, 4, 1) as [Float64Array, Float64Array];
  const sum = a.map((value, k) => 3 * value - b[k]!);
  expect(orthonormalBasis([a, a.map((v) => -2 * v), new Float64Array(4), b, sum])).toHaveLength(2);
});

it('leaves what is orthogonal to the vectors, and the given vector as it was', () => {
  const [x, ...others] = normals(4, 7, 2) as [Float64Array, ...Float64Array[]];
  const before = [...x];
  const basis = orthonormalBasis(others);
  const left = rejection(x, basis);
  for (const direction of basis) expect(dot(left, direction)).toBeCloseTo(0, 12);
  expect([...x]).toEqual(before);
  expect([...rejection(x, [])]).toEqual(before);
});

it('has cosines by hand, and 0 for the zero vector', () => {
  const at = (...values: number[]) => Float64Array.from(values);
  expect(cosine(at(1, 0), at(1, 1))).toBeCloseTo(Math.SQRT1_2, 15);
  expect(cosine(at(2, 0), at(-3, 0))).toBe(-1);
  expect(cosine(at(0, 0), at(1, 1))).toBe(0);
});

it('has lengths, distances and largest values by hand', () => {
  expect(norm([3, -4])).toBe(5);
  expect(distance([1, 2, 3], [1, 5, -1])).toBe(5);
  expect(largestOf([1, -7, 5])).toBe(7);
  expect(largestOf([])).toBe(0);
});
