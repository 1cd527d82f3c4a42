import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawBar, hatching } from '../../src/charts/bar-shapes.ts';

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
  const drawn = (['full', 'hollow', 'hatched'] as const).map((pattern) =>
    drawBar({ x: 0, y: 0, width: 20, height: 12 }, 'red', pattern),
  );
  expect(drawn.map((elements) => elements.split('<path').length - 1)).toEqual([1, 1, 2]);
  expect(drawn[0]).toContain('fill="red"');
  expect(drawn[1]).not.toContain('fill="red"');
});
