import { DomainError, ShapeError } from '@noprior/tensor';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { imageGrid } from '../../src/pictures/image-grid.ts';

test('images stand row by row with grey between them and where one is missing', () => {
  const { width, height, channels, data } = decode(
    imageGrid(
      [
        [0, 1],
        [1, 0],
        [0.2, 0.4],
      ],
      [1, 1, 2],
      2,
    ),
  );
  expect([width, height, channels]).toEqual([5, 3, 1]);
  expect([...data]).toEqual([0, 255, 128, 255, 0, 128, 128, 128, 128, 128, 51, 102, 128, 128, 128]);
});

test('colour images keep their channels', () => {
  const { width, height, data } = decode(
    imageGrid(
      [
        [1, 0, 0.2],
        [0, 1, 0.4],
      ],
      [3, 1, 1],
      1,
    ),
  );
  expect([width, height]).toEqual([1, 3]);
  expect([...data]).toEqual([255, 0, 51, 128, 128, 128, 0, 255, 102]);
});

test('fewer images than columns make a narrower sheet', () => {
  expect(decode(imageGrid([[0]], [1, 1, 1], 10)).width).toBe(1);
});

test('refuses no image, impossible columns and images that do not fit', () => {
  expect(() => imageGrid([], [1, 1, 1], 2)).toThrow(DomainError);
  expect(() => imageGrid([[0]], [1, 1, 1], 0)).toThrow(DomainError);
  expect(() => imageGrid([[0]], [1, 1, 1], 1.5)).toThrow(DomainError);
  expect(() => imageGrid([[Number.NaN]], [1, 1, 1], 1)).toThrow(DomainError);
  expect(() => imageGrid([[0], [0, 0]], [1, 1, 1], 1)).toThrow(ShapeError);
});
