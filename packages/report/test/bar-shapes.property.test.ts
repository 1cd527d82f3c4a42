import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barShapes, hatching } from '../src/bar-shapes.ts';

const pointsOf = (path: string): number[][] =>
  [...path.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

test('oblique lines stay inside their box and rise at 45 degrees', () => {
  const length = fc.double({ min: 0.5, max: 300, noNaN: true });
  fc.assert(
    fc.property(length, length, length, length, (x, y, width, height) => {
      const points = pointsOf(hatching({ x, y, width, height }, 6));
      for (const [px, py] of points) {
        expect(px).toBeGreaterThanOrEqual(x - 0.01);
        expect(px).toBeLessThanOrEqual(x + width + 0.01);
        expect(py).toBeGreaterThanOrEqual(y - 0.01);
        expect(py).toBeLessThanOrEqual(y + height + 0.01);
      }
      for (let index = 0; index < points.length; index += 2) {
        const [[x0, y0], [x1, y1]] = [points[index]!, points[index + 1]!] as [number[], number[]];
        expect(x1! - x0!).toBeCloseTo(y0! - y1!, 1);
      }
    }),
  );
});

test('a box of 12 by 6 has lines 6 apart', () => {
  expect(hatching({ x: 0, y: 0, width: 12, height: 6 }, 6)).toBe('M0 6L6 0M6 6L12 0');
});

test('patterns differ in what is drawn, not in colour only', () => {
  const box = { x: 0, y: 0, width: 20, height: 12 };
  const drawn = (pattern: 'full' | 'hatched' | 'hollow'): unknown[] =>
    barShapes(box, 'red', pattern).map(({ type, style }) => [type, style]);
  expect(drawn('full')).toEqual([['rect', { fill: 'red' }]]);
  expect(drawn('hollow')).toEqual([['rect', { fill: 'var(--page)', stroke: 'red', lineWidth: 1.5 }]]);
  expect(drawn('hatched')).toEqual([...drawn('hollow'), ['path', { fill: 'none', stroke: 'red', lineWidth: 1.5 }]]);
});
