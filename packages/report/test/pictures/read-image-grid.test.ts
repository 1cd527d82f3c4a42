import { FormatError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { imageGrid } from '../../src/pictures/image-grid.ts';
import { readImageGrid } from '../../src/pictures/read-image-grid.ts';

test.each([1, 3] as const)('images of %i channels come back, row by row', (channels) => {
  const images = [0, 1, 2, 3].map((image) =>
    Array.from({ length: channels * 6 }, (_, pixel) => ((37 * image + 11 * pixel) % 256) / 255),
  );
  const rows = readImageGrid(imageGrid(images, [channels, 2, 3], 2), [channels, 2, 3]);
  expect(rows.map((row) => row.length)).toEqual([2, 2]);
  rows.flat().forEach((image, index) => {
    expect([...image]).toEqual(images[index]);
  });
});

test('another file, and images of another size, are refused', () => {
  const grid = imageGrid([[0, 1]], [1, 1, 2], 1);
  expect(() => readImageGrid(grid, [1, 1, 5])).toThrow(FormatError);
  expect(() => readImageGrid(grid, [3, 1, 2])).toThrow(FormatError);
  expect(() => readImageGrid(new Uint8Array([1, 2, 3]), [1, 1, 2])).toThrow(FormatError);
});
