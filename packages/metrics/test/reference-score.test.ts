import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { averageNearBest } from '../src/average-near-best.ts';
import { bicubicHalfSize } from '../src/bicubic-half-size.ts';
import { nccDistances, referenceScore, ssim } from '../src/index.ts';
import { rescaleToUnit } from '../src/rescale-to-unit.ts';
import { standardizeImages } from '../src/standardize-images.ts';
import { largestError } from './golden-file.ts';

const imageShape = [1, 8, 8] as const;
const images = rescaleToUnit(makeRandom(1).uniformTensor([3, 64], 0, 1));

describe('referenceScore', () => {
  test('the images themselves score 1, whatever their brightness and contrast', () => {
    const candidates = makeHostTensor(
      images.data.map((value) => 0.3 * value - 2),
      [3, 64],
    );
    const score = referenceScore(candidates, images, { imageShape });
    expect(score.candidate).toEqual([0, 1, 2]);
    expect(score.voters).toEqual([1, 1, 1]);
    for (const value of score.ssim) expect(value).toBeCloseTo(1, 6);
    for (const value of score.dssim) expect(value).toBeCloseTo(0, 6);
    expect(largestError(score.pictures.data, images.data)).toBeLessThan(1e-12);
  });

  test('is the chain of its published steps', () => {
    const candidates = makeRandom(2).normalTensor([400, 64], 1);
    const half = bicubicHalfSize(candidates, imageShape);
    const distances = nccDistances(half.images, bicubicHalfSize(images, imageShape).images, half.imageShape);
    const { averages, best, voters } = averageNearBest(candidates, distances, 1.1);
    expect(Math.max(...voters)).toBeGreaterThan(1);
    const score = referenceScore(candidates, images, { imageShape });
    expect(score.candidate).toEqual(best);
    expect(score.voters).toEqual(voters);
    expect(largestError(score.ssim, ssim(rescaleToUnit(averages), images, imageShape).data)).toBeLessThan(1e-12);
  });

  test('a mean and a pixel range: the same score as in pixel space', () => {
    const mean = makeRandom(3).uniformTensor([64], 0, 1);
    const candidates = makeRandom(2).normalTensor([5, 64], 1);
    const [low, high] = [-1, 3];
    const wide = images.data.map((value) => low + (high - low) * value);
    const subtracted = makeHostTensor(
      wide.map((value, at) => value - mean.data[at % 64]!),
      [3, 64],
    );
    const score = referenceScore(candidates, subtracted, { imageShape, mean, pixelRange: [low, high] });
    const half = bicubicHalfSize(candidates, imageShape);
    const distances = nccDistances(half.images, bicubicHalfSize(subtracted, imageShape).images, half.imageShape);
    const averages = averageNearBest(candidates, distances).averages.data.map(
      (value, at) => value + mean.data[at % 64]!,
    );
    const expected = ssim(rescaleToUnit(makeHostTensor(averages, [3, 64])), images, imageShape);
    expect(largestError(score.ssim, expected.data)).toBeLessThan(1e-12);
  });

  test('negatives count only with sign invariance', () => {
    const candidates = makeHostTensor(
      standardizeImages(images, imageShape).data.map((value) => -value),
      [3, 64],
    );
    expect(Math.max(...referenceScore(candidates, images, { imageShape }).ssim)).toBeLessThan(0.9);
    const score = referenceScore(candidates, images, { imageShape, signInvariant: true });
    for (const value of score.ssim) expect(value).toBeCloseTo(1, 6);
  });

  test('a forbidden candidate is not used', () => {
    const score = referenceScore(images, images, { imageShape, allowed: (candidate, image) => candidate !== image });
    expect(score.candidate.every((candidate, image) => candidate !== image)).toBe(true);
    expect(Math.max(...score.ssim)).toBeLessThan(0.9);
  });

  test('refuses a missing mean, a bad range and bad shapes', () => {
    const shifted = makeHostTensor(
      images.data.map((value) => value - 0.5),
      [3, 64],
    );
    expect(() => referenceScore(images, shifted, { imageShape })).toThrow(/pass the mean that was subtracted/);
    expect(() => referenceScore(images, images, { imageShape, pixelRange: [1, 1] })).toThrow(DomainError);
    expect(() => referenceScore(images, images, { imageShape, mean: fromNested([1]) })).toThrow(ShapeError);
    expect(() => referenceScore(images, images, { imageShape: [1, 8, 9] })).toThrow(ShapeError);
    expect(() => referenceScore(images, images, { imageShape, allowed: () => false })).toThrow(/no candidate/);
    expect(() => referenceScore(makeHostTensor([], [0, 64]), images, { imageShape })).toThrow(/no candidate/);
  });
});
