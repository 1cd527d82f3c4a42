import { type AttackPrior, initialCandidates } from '@noprior/reconstruction-attack';
import { DomainError } from '@noprior/tensor';
import { expect, it } from 'vitest';

const sphere: AttackPrior = {
  initialisation: { kind: 'sphere', radius: 2.5 },
  lambdaMin: 0,
  candidatesPerClass: 50,
};
const gaussian: AttackPrior = { ...sphere, initialisation: { kind: 'gaussian', scale: 0.2 } };

it('balanced labels, +1 first; multipliers on [0, 1)', () => {
  const { x, lambda, y } = initialCandidates(sphere, 8, 0, 'float64');
  expect([x.shape, lambda.shape, y.shape]).toEqual([[100, 8], [100], [100]]);
  expect([...y.data]).toEqual([...Array(50).fill(1), ...Array(50).fill(-1)]);
  expect(lambda.data.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(Float64Array.from(lambda.data).reduce((sum, value) => sum + value, 0) / 100).toBeCloseTo(0.5, 0);
});

it('every point of the sphere has its radius, and no direction is preferred', () => {
  const { x } = initialCandidates(sphere, 8, 1, 'float64');
  for (let i = 0; i < 100; i++) {
    expect(Math.hypot(...x.data.subarray(8 * i, 8 * i + 8))).toBeCloseTo(2.5, 12);
  }
  for (let k = 0; k < 8; k++) {
    let mean = 0;
    for (let i = 0; i < 100; i++) mean += x.data[8 * i + k]! / 100;
    // Standard deviation of the mean of 100: 2.5 / sqrt(8) / 10 = 0.09.
    expect(Math.abs(mean)).toBeLessThan(0.45);
  }
});

it('Gaussian points have the standard deviation', () => {
  const { x } = initialCandidates(gaussian, 100, 1, 'float64');
  const meanSquare = Float64Array.from(x.data).reduce((sum, value) => sum + value * value, 0) / x.data.length;
  expect(Math.sqrt(meanSquare)).toBeGreaterThan(0.195);
  expect(Math.sqrt(meanSquare)).toBeLessThan(0.205);
});

it('the seed and nothing else decides', () => {
  const draw = (seed: number) => initialCandidates(gaussian, 5, seed, 'float64');
  expect(draw(7)).toEqual(draw(7));
  expect(draw(8).x).not.toEqual(draw(7).x);
  expect(draw(8).lambda).not.toEqual(draw(7).lambda);
  expect(() => draw(-1)).toThrow(DomainError);
});

it('float32 rounds the same draws', () => {
  const narrow = initialCandidates(gaussian, 5, 7, 'float32');
  const wide = initialCandidates(gaussian, 5, 7, 'float64');
  expect(narrow.x.dtype).toBe('float32');
  expect(narrow.y.dtype).toBe('float32');
  expect(narrow.x.data).toEqual(Float32Array.from(wide.x.data));
});
