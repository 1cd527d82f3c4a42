import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { drawGlyph, glyphMargin, glyphSide } from '../../src/glyphs/draw-glyph.ts';
import { loopShapes, openShapes, parseShape } from '../../src/glyphs/glyph-shapes.ts';
import { loadDataset } from '../../src/index.ts';

const glyph = (seed: number, number: number): Float64Array => {
  const pixels = new Float64Array(784).fill(9);
  drawGlyph(seed, number, pixels);
  return pixels;
};

test('pixels lie in [0, 1], the border is blank, and there is ink with soft edges', () => {
  for (let number = 0; number < 300; number++) {
    const pixels = glyph(1, number);
    const onBorder = pixels.filter((_, at) => {
      const row = Math.floor(at / glyphSide);
      const column = at % glyphSide;
      return Math.min(row, column, glyphSide - 1 - row, glyphSide - 1 - column) < glyphMargin;
    });
    expect(onBorder).toHaveLength(28 * 28 - 22 * 22);
    expect(Math.max(...onBorder)).toBe(0);
    expect(Math.min(...pixels)).toBe(0);
    expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
    const ink = pixels.reduce((sum, value) => sum + value, 0);
    const soft = pixels.filter((value) => value > 0 && value < 1).length;
    expect(ink).toBeGreaterThan(12);
    expect(ink).toBeLessThan(200);
    expect(soft).toBeGreaterThan(20);
  }
});

test('a glyph depends on its seed and number alone', () => {
  expect(glyph(7, 12)).toEqual(glyph(7, 12));
  expect(glyph(7, 12)).not.toEqual(glyph(8, 12));
  expect(glyph(7, 12)).not.toEqual(glyph(7, 14));
});

test('3000 glyphs are 3000 different ones', () => {
  expect(new Set(Array.from({ length: 3000 }, (_, number) => glyph(1, number).join())).size).toBe(3000);
});

test('every shape has control points within reach', () => {
  expect(openShapes).toHaveLength(20);
  expect(loopShapes).toHaveLength(20);
  for (const [x, y] of [...openShapes, ...loopShapes].flatMap(parseShape).flat()) {
    expect(Math.abs(x)).toBeLessThanOrEqual(1);
    expect(Math.abs(y)).toBeLessThanOrEqual(1);
  }
  expect(parseShape('0,-1 0.5,1 / 1,0 -1,0')).toEqual([
    [
      [0, -1],
      [0.5, 1],
    ],
    [
      [1, 0],
      [-1, 0],
    ],
  ]);
});

test('a bad seed is refused', () => {
  expect(() => glyph(-1, 0)).toThrow(DomainError);
});

/** Best cosine of each held-out sample against all training samples, sorted. */
function bestCosines(training: Float64Array[], heldOut: Float64Array[]): number[] {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const cosine = (a: Float64Array, b: Float64Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return heldOut.map((held) => Math.max(...training.map((sample) => cosine(held, sample)))).sort((a, b) => a - b);
}

test('held-out glyphs do not resemble training glyphs, so that a match means something', async () => {
  for (const seed of [0, 1, 2, 3, 4, 5]) {
    const { training, heldOut } = await loadDataset({ dataset: 'glyphs', perClass: 10, seed });
    const rows = (data: ArrayLike<number>): Float64Array[] =>
      Array.from({ length: 20 }, (_, row) => Float64Array.from({ length: 784 }, (_, at) => data[row * 784 + at]!));
    const best = bestCosines(rows(training.x.data), rows(heldOut.x.data));
    // Measured over seeds 0 to 29: medians 0.22 to 0.30, maxima 0.35 to 0.67.
    expect(best[10]).toBeLessThan(0.35);
    expect(best[19]).toBeLessThan(0.7);
  }
});
