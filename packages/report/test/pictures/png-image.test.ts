import { DomainError, ShapeError } from '@noprior/tensor';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { toImageBytes, toPng, toPngDataUri } from '../../src/pictures/png-image.ts';

test('a grey image decodes to its pixels, clamped and rounded', () => {
  const { width, height, channels, data } = decode(toPng(toImageBytes([0, 0.5, 1, -0.2, 1.7, 0.2], [1, 2, 3])));
  expect([width, height, channels]).toEqual([3, 2, 1]);
  expect([...data]).toEqual([0, 128, 255, 0, 255, 51]);
});

test('a colour image comes channels first and leaves channels last', () => {
  const { channels, data } = decode(toPng(toImageBytes([1, 0, 0, 1, 0.2, 0.4], [3, 1, 2])));
  expect(channels).toBe(3);
  expect([...data]).toEqual([255, 0, 51, 0, 255, 102]);
});

test('the data URI holds the PNG file', () => {
  const uri = toPngDataUri(new Float32Array([0, 1]), [1, 1, 2]);
  const prefix = 'data:image/png;base64,';
  expect(uri.startsWith(prefix)).toBe(true);
  expect([...decode(Buffer.from(uri.slice(prefix.length), 'base64')).data]).toEqual([0, 255]);
});

test('infinite pixels are clamped', () => {
  const pixels = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  expect([...toImageBytes(pixels, [1, 1, 2]).data]).toEqual([0, 255]);
});

test.each([[[2, 1, 1]], [[1, 0, 1]], [[1, 1, 1.5]]] as const)('refuses the shape %j', (shape) => {
  expect(() => toImageBytes([0, 0], shape)).toThrow(ShapeError);
});

test('refuses pixels that do not fill the image, and NaN', () => {
  expect(() => toImageBytes([0, 0, 0], [1, 2, 2])).toThrow(ShapeError);
  expect(() => toImageBytes([0, Number.NaN], [1, 1, 2])).toThrow(DomainError);
});
