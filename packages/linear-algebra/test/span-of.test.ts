import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectOntoComplement, projectOntoSpan, spanOf } from '../src/index.ts';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((s, value, j) => s + value * b[j]!, 0);

describe('spanOf by hand', () => {
  it('one point', () => {
    const span = spanOf(fromNested([[3, 4, 0]]));
    expect(span).toMatchObject({ count: 1, dimension: 3, rank: 1, isProper: true });
    expect([...span.singularValues]).toEqual([5]);
    expect(Math.abs(dot(span.basis.data, [0.6, 0.8, 0]))).toBeCloseTo(1, 15);
    // The third coordinate is 0 in every point: exactly free.
    expect(span.smallest.value).toBe(0);
    expect([...span.smallest.vector.data]).toEqual([0, 0, 1]);
    expect(span.smallestInside!.value).toBe(5);
  });

  it('all of the plane: the direction in which the data are smallest', () => {
    const span = spanOf(
      fromNested([
        [2, 0],
        [0, 0.5],
        [2, 0],
      ]),
    );
    expect(span).toMatchObject({ rank: 2, isProper: false });
    expect(span.singularValues[0]).toBeCloseTo(Math.sqrt(8), 14);
    expect(span.smallest.value).toBeCloseTo(0.5, 14);
    expect(Math.abs(span.smallest.vector.data[1]!)).toBeCloseTo(1, 14);
    expect(span.smallest).toEqual(span.smallestInside);
  });

  it('points that are all 0: rank 0, every direction is free', () => {
    const span = spanOf(makeHostTensor(new Float64Array(6), [2, 3]));
    expect(span).toMatchObject({ rank: 0, isProper: true, smallestInside: undefined });
    expect(span.basis.shape).toEqual([0, 3]);
    expect([...span.smallest.vector.data]).toEqual([1, 0, 0]);
    expect([...projectOntoComplement(span, fromNested([[1, 2, 3]])).data]).toEqual([1, 2, 3]);
    expect([...projectOntoSpan(span, fromNested([[1, 2, 3]])).data]).toEqual([0, 0, 0]);
  });

  it('the tolerance decides the rank', () => {
    const x = fromNested([
      [1, 0],
      [0, 1e-9],
    ]);
    expect(spanOf(x).rank).toBe(2);
    expect(spanOf(x, { tolerance: 1e-6 }).rank).toBe(1);
    expect(spanOf(x, { tolerance: 1e-6 }).smallest.value).toBe(0);
  });

  it('projections', () => {
    const span = spanOf(fromNested([[1, 0]]));
    expect([...projectOntoSpan(span, fromNested([[3, 4]])).data]).toEqual([3, 0]);
    expect([...projectOntoComplement(span, fromNested([[3, 4]])).data]).toEqual([0, 4]);
    expect(() => projectOntoSpan(span, fromNested([[1, 2, 3]]))).toThrow(ShapeError);
    expect(() => projectOntoComplement(span, fromNested([1, 2]))).toThrow(/vectors must be \[k, 2\]/);
  });

  it('refuses what is no set of points', () => {
    expect(() => spanOf(fromNested([1, 2]))).toThrow(ShapeError);
    expect(() => spanOf(makeHostTensor(new Float64Array(0), [0, 3]))).toThrow(ShapeError);
    expect(() => spanOf(fromNested([[Number.NaN]]))).toThrow(DomainError);
    expect(() => spanOf(fromNested([[1]]), { tolerance: 1 })).toThrow(/tolerance must be in/);
  });
});

it('has an orthonormal basis of the rank that was made, which contains every point', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(1_000_000),
        count: fc.integer({ min: 1, max: 12 }),
        dimension: fc.integer({ min: 1, max: 12 }),
        inner: fc.integer({ min: 1, max: 12 }),
        zeros: fc.nat(3),
      }),
      ({ seed, count, dimension, inner, zeros }) => {
        const random = makeRandom(seed);
        const left = random.normalTensor([count, inner], 1).data;
        const right = random.normalTensor([inner, dimension], 1).data;
        const x = new Float64Array(count * dimension);
        for (let i = 0; i < count; i++) {
          for (let j = zeros; j < dimension; j++) {
            for (let k = 0; k < inner; k++) x[i * dimension + j]! += left[i * inner + k]! * right[k * dimension + j]!;
          }
        }
        const points = makeHostTensor(x, [count, dimension]);
        const span = spanOf(points, { tolerance: 1e-9 });
        expect(span.rank).toBe(Math.max(0, Math.min(count, inner, dimension - zeros)));
        const rows = Array.from({ length: span.rank }, (_, k) =>
          span.basis.data.slice(k * dimension, (k + 1) * dimension),
        );
        rows.forEach((row, a) => {
          rows.forEach((other, b) => {
            expect(Math.abs(dot(row, other) - (a === b ? 1 : 0))).toBeLessThan(4e-15);
          });
        });
        const size = Math.sqrt(dot(x, x));
        for (const value of projectOntoComplement(span, points).data)
          expect(Math.abs(value)).toBeLessThanOrEqual(1e-13 * size);
        const squares = span.singularValues.reduce((total, value) => total + value * value, 0);
        expect(Math.abs(squares - size ** 2)).toBeLessThanOrEqual(1e-12 * size ** 2);
        const along = Array.from({ length: count }, (_, i) =>
          dot(x.subarray(i * dimension, (i + 1) * dimension), span.smallest.vector.data),
        );
        expect(Math.sqrt(dot(along, along))).toBeLessThanOrEqual(span.smallest.value + 1e-13 * size);
        expect(Math.sqrt(dot(along, along))).toBeGreaterThanOrEqual(span.smallest.value - 1e-13 * size);
        expect(dot(span.smallest.vector.data, span.smallest.vector.data)).toBeCloseTo(1, 13);
      },
    ),
    { numRuns: 100 },
  );
});
