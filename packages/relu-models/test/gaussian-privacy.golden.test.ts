import { readFileSync } from 'node:fs';
import { DomainError } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianDelta, gaussianEpsilon, gaussianMu, noiseForEpsilon } from '../src/index.ts';

// mpmath 1.3.0 at 400 digits: `python3 make-gaussian-privacy.py > gaussian-privacy.json` in test/golden.
const golden: {
  readonly delta: readonly { readonly mu: number; readonly epsilon: number; readonly delta: number }[];
  readonly epsilon: readonly { readonly mu: number; readonly delta: number; readonly epsilon: number }[];
  readonly noise: readonly {
    readonly epsilon: number;
    readonly delta: number;
    readonly steps: number;
    readonly noiseMultiplier: number;
  }[];
} = JSON.parse(readFileSync(new URL('golden/gaussian-privacy.json', import.meta.url), 'utf8'));

describe('gaussianDelta', () => {
  it.each(golden.delta)('of $mu-GDP at epsilon $epsilon is $delta', ({ mu, epsilon, delta }) => {
    expect(Math.abs(gaussianDelta(mu, epsilon) / delta - 1)).toBeLessThan(1e-12);
  });

  it('has limits', () => {
    expect(gaussianDelta(0, 0)).toBe(0);
    expect(gaussianDelta(0, 5)).toBe(0);
    expect(gaussianDelta(Number.POSITIVE_INFINITY, 5)).toBe(1);
    expect(gaussianDelta(1e-9, 1)).toBe(0);
    expect(gaussianDelta(1000, 1)).toBe(1);
  });

  it('refuses what is negative or no number', () => {
    expect(() => gaussianDelta(-1, 1)).toThrow(/mu must be a number from 0, got -1/);
    expect(() => gaussianDelta(1, Number.NaN)).toThrow(/epsilon must be a number from 0, got NaN/);
  });
});

describe('gaussianEpsilon', () => {
  it.each(golden.epsilon)('of $mu-GDP at delta $delta is $epsilon', ({ mu, delta, epsilon }) => {
    expect(Math.abs(gaussianEpsilon(mu, delta) / epsilon - 1)).toBeLessThan(1e-12);
  });

  it('is 0 where delta covers it, and Infinity without noise', () => {
    // delta(0) = 2 Phi(mu / 2) - 1 = 0.0398776...
    expect(gaussianEpsilon(0.1, 0.03988)).toBe(0);
    expect(gaussianEpsilon(0.1, 0.03987)).toBeGreaterThan(0);
    expect(gaussianEpsilon(0, 1e-9)).toBe(0);
    expect(gaussianEpsilon(Number.POSITIVE_INFINITY, 1e-3)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses a delta of %d', (delta) => {
    expect(() => gaussianEpsilon(1, delta)).toThrow(DomainError);
    expect(() => noiseForEpsilon(1, delta, 1)).toThrow(/delta must lie between 0 and 1/);
  });
});

const seed = 20_261_125;

describe('noiseForEpsilon', () => {
  it.each(golden.noise)('for ($epsilon, $delta) in $steps steps is $noiseMultiplier', (one) => {
    expect(Math.abs(noiseForEpsilon(one.epsilon, one.delta, one.steps) / one.noiseMultiplier - 1)).toBeLessThan(1e-12);
  });

  it(`is the inverse of the account (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 4, noNaN: true }),
        fc.double({ min: -12, max: -1, noNaN: true }),
        fc.integer({ min: 1, max: 100_000 }),
        (logEpsilon, logDelta, steps) => {
          const [epsilon, delta] = [10 ** logEpsilon, 10 ** logDelta];
          const found = gaussianEpsilon(gaussianMu(noiseForEpsilon(epsilon, delta, steps), steps), delta);
          expect(Math.abs(found / epsilon - 1)).toBeLessThan(1e-9);
        },
      ),
      { seed, numRuns: 50 },
    );
  });

  it('refuses numbers out of range', () => {
    expect(() => noiseForEpsilon(0, 1e-3, 1)).toThrow(/epsilon must be positive and finite, got 0/);
    expect(() => noiseForEpsilon(1, 1e-3, 0)).toThrow(/steps must be an integer from 1, got 0/);
  });
});

describe('gaussianMu', () => {
  it('grows with the square root of the steps', () => {
    expect(gaussianMu(2, 100)).toBe(5);
    expect(gaussianMu(0, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(gaussianMu(0, 0)).toBe(0);
    expect(() => gaussianMu(-1, 1)).toThrow(DomainError);
    expect(() => gaussianMu(1, 1.5)).toThrow(/steps must be an integer from 0/);
  });
});
