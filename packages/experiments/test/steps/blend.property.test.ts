import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blendOf } from '../../src/steps/blend.ts';

const corners = fromNested([
  [0, 0],
  [2, 0],
  [0, 2],
]);

test('the midpoint of two points', () => {
  const { single, blended, largestWeight } = blendOf([1, 1], corners, 3);
  expect(single).toBeCloseTo(Math.SQRT2, 12);
  expect(blended).toBeLessThan(1e-3);
  expect(largestWeight).toBeCloseTo(0.5, 3);
});

test('outside of all averages: the nearest edge', () => {
  const { single, blended } = blendOf([3, 3], corners, 3);
  expect(single).toBeCloseTo(Math.sqrt(10), 12);
  expect(blended).toBeCloseTo(2 * Math.SQRT2, 3);
});

test('one point is no average', () => {
  expect(blendOf([1, 1], corners, 1)).toEqual({ single: Math.SQRT2, blended: Math.SQRT2, largestWeight: 1 });
  expect(blendOf([2, 0], corners, 2).single).toBe(0);
});

const seed = 20_260_903;

test(`never worse than the single point, and no average on a fine grid is better (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 3 }), (draw, k) => {
      const random = makeRandom(draw);
      const points = random.normalTensor([5, 4], 1);
      const candidate = random.normalTensor([4], 1).data;
      const { single, blended } = blendOf(candidate, points, k);
      expect(blended).toBeLessThanOrEqual(single);
      const rows = Array.from({ length: 5 }, (_, i) => points.data.subarray(4 * i, 4 * i + 4));
      const far = (p: ArrayLike<number>): number =>
        Math.hypot(...candidate.map((value: number, j: number) => value - p[j]!));
      const near = rows.toSorted((a, b) => far(a) - far(b)).slice(0, k);
      const steps = 20;
      for (let i = 0; i <= steps; i++) {
        for (let j = 0; i + j <= steps; j++) {
          const weights = k === 2 ? [i / steps, 1 - i / steps] : [i / steps, j / steps, 1 - (i + j) / steps];
          const average = [0, 1, 2, 3].map((at) => weights.reduce((sum, weight, n) => sum + weight * near[n]![at]!, 0));
          expect(blended).toBeLessThanOrEqual(far(average) + 1e-3);
        }
      }
    }),
    { seed, numRuns: 40 },
  );
});

test('sizes that do not fit', () => {
  expect(() => blendOf([1], corners, 1)).toThrow(ShapeError);
  expect(() => blendOf([1, 1], makeHostTensor([], [0, 2]), 1)).toThrow(ShapeError);
  expect(() => blendOf([1, 1], corners, 0)).toThrow(DomainError);
});
