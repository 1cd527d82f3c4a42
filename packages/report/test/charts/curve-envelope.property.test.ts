import fc from 'fast-check';
import { expect, test } from 'vitest';
import { curveEnvelope } from '../../src/charts/curve-envelope.ts';
import type { Point } from '../../src/document/chart-blocks.ts';

const curve = fc
  .array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 400 })
  .map((values) => values.map((y, x): Point => [x, y]));

test('ends and extremes stay, in order, and no point is invented', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 40 }), (points, columns) => {
      const kept = curveEnvelope(points, columns);
      const heights = (list: readonly Point[]): number[] => list.map(([, y]) => y);
      expect(kept[0]).toBe(points[0]);
      expect(kept.at(-1)).toBe(points.at(-1));
      expect(Math.min(...heights(kept))).toBe(Math.min(...heights(points)));
      expect(Math.max(...heights(kept))).toBe(Math.max(...heights(points)));
      expect(kept.every((point, index) => index === 0 || point[0] > kept[index - 1]![0])).toBe(true);
      expect(kept.every((point) => points.includes(point))).toBe(true);
      expect(kept.length).toBeLessThanOrEqual(4 * columns);
    }),
  );
});

test('a short curve stays as it is, without what is not finite', () => {
  expect(
    curveEnvelope(
      [
        [0, 1],
        [1, Number.NaN],
        [2, Number.POSITIVE_INFINITY],
        [3, 2],
      ],
      10,
    ),
  ).toEqual([
    [0, 1],
    [3, 2],
  ]);
});

test('one spike among thousands is kept', () => {
  const points = Array.from({ length: 5000 }, (_, x): Point => [x, x === 3333 ? 100 : 1]);
  expect(curveEnvelope(points, 50)).toContainEqual([3333, 100]);
});

test('points at one place are thinned too', () => {
  expect(
    curveEnvelope(
      Array.from({ length: 100 }, (_, y): Point => [7, y]),
      5,
    ),
  ).toEqual([
    [7, 0],
    [7, 99],
  ]);
});

test('columns are those of the axis', () => {
  const points = Array.from({ length: 1000 }, (_, x): Point => [x + 1, x]);
  const kept = curveEnvelope(points, 10, Math.log);
  expect(kept.filter(([x]) => x <= 10).length).toBeGreaterThan(
    curveEnvelope(points, 10).filter(([x]) => x <= 10).length,
  );
});
