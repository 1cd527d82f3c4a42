import { expect, test } from 'vitest';
import { bandEdges, spanBands } from '../../../src/attack-power/steps/span-bands.ts';

test('every image is in one band, which begins at its edge', () => {
  const bands = spanBands([1, 0.999, 0.998, 0.95, 0.3], [0.99, 0.5, 0.92, 0.91, 0.1], 0.915);
  expect(bands.map(({ from, images }) => [from, images])).toEqual([
    [0.999, 2],
    [0.99, 1],
    [0.98, 0],
    [0.95, 1],
    [0.9, 0],
    [0, 1],
  ]);
  expect(bands.map(({ found }) => found)).toEqual([1, 1, 0, 0, 0, 0]);
  expect(bands.map(({ above09 }) => above09)).toEqual([1, 1, 0, 1, 0, 0]);
  expect(spanBands([], [], 0)).toHaveLength(bandEdges.length);
});
