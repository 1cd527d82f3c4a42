import { fromNested } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { bicubicHalfSize } from '../src/bicubic-half-size.ts';
import { dssim, ssim } from '../src/index.ts';
import { largestError, readGolden } from './golden-file.ts';

interface SsimCase {
  readonly name: string;
  readonly imageShape: number[];
  readonly windowSize: number;
  readonly maxValue: number;
  readonly epsilon: number;
  readonly x: number[][];
  readonly y: number[][];
  readonly ssim: number[];
}

interface HalfCase {
  readonly imageShape: number[];
  readonly halfShape: number[];
  readonly x: number[][];
  readonly half: number[][];
}

describe('kornia 0.6.12', () => {
  test.each(readGolden<{ cases: SsimCase[] }>('kornia-ssim').cases)('ssim $name', (golden) => {
    const { imageShape, windowSize, maxValue, epsilon } = golden;
    const options = { windowSize, maxValue, epsilon };
    const x = fromNested(golden.x);
    const y = fromNested(golden.y);
    expect(largestError(ssim(x, y, imageShape, options).data, golden.ssim)).toBeLessThan(1e-12);
    const expected = golden.ssim.map((value) => (1 - value) / 2);
    expect(largestError(dssim(x, y, imageShape, options).data, expected)).toBeLessThan(1e-12);
  });

  test('the defaults are window 3, range 1, epsilon 1e-12', () => {
    const golden = readGolden<{ cases: SsimCase[] }>('kornia-ssim').cases.find(({ name }) => name === '3x32x32')!;
    const actual = ssim(fromNested(golden.x), fromNested(golden.y), golden.imageShape);
    expect(largestError(actual.data, golden.ssim)).toBeLessThan(1e-12);
  });
});

describe('torch 1.13', () => {
  test.each(readGolden<{ cases: HalfCase[] }>('torch-bicubic-half').cases)('bicubic $imageShape', (golden) => {
    const { images, imageShape } = bicubicHalfSize(fromNested(golden.x), golden.imageShape);
    expect(imageShape).toEqual(golden.halfShape);
    expect(images.shape).toEqual([golden.x.length, golden.half[0]!.length]);
    expect(largestError(images.data, golden.half.flat())).toBeLessThan(1e-12);
  });
});
