import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bicubicHalfSize } from '../src/bicubic-half-size.ts';
import { dssim, ssim } from '../src/index.ts';
import { rescaleToUnit } from '../src/rescale-to-unit.ts';

const shape = [1, 3, 4] as const;
const pixels = (seed: number, rows: number) => makeRandom(seed).uniformTensor([rows, 12], 0, 1);

describe('ssim', () => {
  test('constant images: (2 a b + C1) / (a^2 + b^2 + C1), the structure term being 1', () => {
    const x = makeHostTensor(new Float64Array(12).fill(0.25), [1, 12]);
    const y = makeHostTensor(new Float64Array(12).fill(0.75), [1, 12]);
    expect(ssim(x, y, shape).data[0]).toBeCloseTo((2 * 0.1875 + 1e-4) / (0.0625 + 0.5625 + 1e-4), 8);
  });

  test('window 1 has no variance, so only the brightness term is left', () => {
    const x = fromNested([[0, 1]]);
    const y = fromNested([[1, 1]]);
    const dark = 1e-4 / (1 + 1e-4);
    expect(ssim(x, y, [1, 1, 2], { windowSize: 1, epsilon: 0 }).data[0]).toBeCloseTo((dark + 1) / 2, 12);
  });

  test('1 with itself, symmetric, at most 1; dssim is (1 - ssim) / 2', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const x = pixels(seed, 2);
        const y = pixels(seed + 1, 2);
        const [between, reversed] = [ssim(x, y, shape).data, ssim(y, x, shape).data];
        for (let row = 0; row < 2; row++) {
          expect(ssim(x, x, shape).data[row]).toBeCloseTo(1, 6);
          expect(between[row]).toBeCloseTo(reversed[row]!, 12);
          expect(between[row]).toBeLessThan(1);
          expect(dssim(x, y, shape).data[row]).toBeCloseTo((1 - between[row]!) / 2, 14);
        }
      }),
    );
  });

  test('refuses what it cannot compare', () => {
    const x = pixels(1, 2);
    expect(() => ssim(x, pixels(1, 3), shape)).toThrow(/image by image/);
    expect(() => ssim(x, x, [1, 12, 1])).toThrow(ShapeError);
    expect(() => ssim(x, x, [1, 4, 4])).toThrow(ShapeError);
    expect(() => ssim(x, x, shape, { windowSize: 4 })).toThrow(DomainError);
    expect(() => ssim(x, x, shape, { maxValue: 0 })).toThrow(DomainError);
    expect(() => ssim(x, x, shape, { epsilon: -1 })).toThrow(DomainError);
    expect(() => dssim(x, fromNested([new Array(12).fill(Number.NaN)]), shape)).toThrow(DomainError);
  });
});

describe('bicubicHalfSize', () => {
  test('weights -3/32, 19/32, 19/32, -3/32 with the edge repeated', () => {
    const { images, imageShape } = bicubicHalfSize(fromNested([[0, 1, 0, 0, 0, 1, 0, 0]]), [1, 2, 4]);
    expect(imageShape).toEqual([1, 1, 2]);
    expect(images.data[0]).toBeCloseTo(19 / 32, 14);
    expect(images.data[1]).toBeCloseTo(-3 / 32, 14);
  });

  test('keeps constants, and linear ramps away from the border', () => {
    const ramp = Array.from({ length: 8 * 8 }, (_, at) => at % 8);
    const { images } = bicubicHalfSize(fromNested([new Array(64).fill(7), ramp]), [1, 8, 8]);
    for (const value of images.data.subarray(0, 16)) expect(value).toBeCloseTo(7, 13);
    expect(images.data[16 + 1]).toBeCloseTo(2.5, 13);
    expect(images.data[16 + 2]).toBeCloseTo(4.5, 13);
  });

  test('refuses images too small or ill-shaped', () => {
    expect(() => bicubicHalfSize(fromNested([[1, 2]]), [1, 1, 2])).toThrow(/at least 2/);
    expect(() => bicubicHalfSize(fromNested([[1, 2]]), [1, 2, 2])).toThrow(ShapeError);
    expect(() => bicubicHalfSize(fromNested([[1, 2, 3, Number.NaN]]), [1, 2, 2])).toThrow(DomainError);
  });
});

describe('rescaleToUnit', () => {
  test('darkest to 0, brightest to 1, image by image', () => {
    const result = rescaleToUnit(
      fromNested([
        [-1, 0, 3],
        [10, 20, 15],
      ]),
    );
    expect([...result.data]).toEqual([0, 0.25, 1, 0, 1, 0.5]);
  });

  test('constant images are cut to [0, 1]', () => {
    expect([
      ...rescaleToUnit(
        fromNested([
          [5, 5],
          [0.3, 0.3],
          [-2, -2],
        ]),
      ).data,
    ]).toEqual([1, 1, 0.3, 0.3, 0, 0]);
  });

  test('refuses vectors and NaN', () => {
    expect(() => rescaleToUnit(fromNested([1, 2]))).toThrow(ShapeError);
    expect(() => rescaleToUnit(fromNested([[Number.NaN]]))).toThrow(DomainError);
  });
});
