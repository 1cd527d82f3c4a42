import { DomainError, ShapeError } from '@noprior/tensor';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import type { PicturesBlock } from '../../src/document/picture-block.ts';
import { pictureSheet } from '../../src/pictures/picture-sheet.ts';

const block = (options: Partial<PicturesBlock>): PicturesBlock => ({
  kind: 'pictures',
  title: 'T',
  imageShape: [1, 28, 28],
  rowNames: ['above', 'below'],
  pictures: [],
  ...options,
});
const flat = (value: number, size = 784): number[] => new Array<number>(size).fill(value);
const at = ({ width, data }: ReturnType<typeof decode>, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test('images of a picture stand above each other, enlarged to whole squares', () => {
  const sheet = decode(pictureSheet(block({ pictures: [{ images: [flat(0), flat(1)] }] })));
  expect([sheet.width, sheet.height, sheet.channels]).toEqual([56, 2 * 56 + 2, 3]);
  expect(at(sheet, 55, 55)).toEqual([0, 0, 0]);
  expect(at(sheet, 0, 56)).toEqual([255, 255, 255]);
  expect(at(sheet, 0, 58)).toEqual([255, 255, 255]);
});

test('after ten pictures the next row begins', () => {
  const pictures = Array.from({ length: 11 }, () => ({ images: [flat(0), flat(0)] }));
  const { width, height } = decode(pictureSheet(block({ pictures })));
  expect([width, height]).toEqual([10 * 66 - 10, 2 * (114 + 10) - 10]);
});

test('colour images keep their channels, and large ones have fewer in a row', () => {
  const red = [...flat(1, 10_000), ...flat(0, 20_000)];
  const pictures = Array.from({ length: 9 }, () => ({ images: [red] }));
  const sheet = decode(pictureSheet(block({ imageShape: [3, 100, 100], rowNames: ['one'], pictures })));
  expect(sheet.width).toBe(6 * 110 - 10);
  expect(at(sheet, 50, 50)).toEqual([255, 0, 0]);
});

test('a line marks pictures above the threshold, and no others', () => {
  const pictures = [0.9, 0.5].map((score) => ({ images: [flat(0)], score }));
  const sheet = decode(pictureSheet(block({ rowNames: ['one'], pictures, threshold: { name: 'm', value: 0.5 } })));
  const bottom = sheet.height - 1;
  expect(at(sheet, 10, bottom)).not.toEqual([255, 255, 255]);
  expect(at(sheet, 66 + 10, bottom)).toEqual([255, 255, 255]);
});

test('refuses images that do not fit and pixels that are NaN', () => {
  expect(() => pictureSheet(block({ pictures: [{ images: [flat(0, 3)] }] }))).toThrow(ShapeError);
  expect(() => pictureSheet(block({ pictures: [{ images: [flat(Number.NaN)] }] }))).toThrow(DomainError);
});
