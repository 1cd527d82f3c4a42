import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBins, stackDots, toBars } from '../../src/charts/strip-layout.ts';

test('dots stand at their values and stack where they would touch', () => {
  expect(stackDots([30, 0, 4, 10], 8, 100).map(({ x, y }) => [x, y])).toEqual([
    [0, 4],
    [4, 12],
    [10, 4],
    [30, 4],
  ]);
});

test('a stack never leaves its strip', () => {
  const dots = stackDots(new Array<number>(50).fill(3), 8, 46);
  expect(Math.max(...dots.map(({ y }) => y))).toBeCloseTo(46 - 4, 9);
});

test('dots of a stack with room do not overlap', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 40 }), (positions) => {
      const dots = stackDots(positions, 7, 1000);
      expect(dots).toHaveLength(positions.length);
      for (const [index, a] of dots.entries()) {
        for (const b of dots.slice(index + 1)) expect(a.y !== b.y || Math.abs(a.x - b.x) >= 7).toBe(true);
      }
    }),
  );
});

test('a value at the threshold counts below it, one above it above', () => {
  expect(countBins([10, 9, 10.01, 2.01, 2], 8, 10)).toEqual(
    new Map([
      [-1, 3],
      [0, 1],
      [-2, 1],
    ]),
  );
});

test('every value is counted', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -100, max: 500, noNaN: true })), (positions) => {
      const counts = [...countBins(positions, 7, 123.4).values()];
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(positions.length);
    }),
  );
});

test('bars show shares on a common scale, and single values stay visible', () => {
  const bars = toBars(
    new Map([
      [-1, 999],
      [0, 1],
    ]),
    { binWidth: 8, edge: 100, height: 40, largestShare: 0.999 },
  );
  expect(bars).toEqual([
    { x: 96, y: 20, width: 7, height: 40 },
    { x: 104, y: 1, width: 7, height: 2 },
  ]);
});
