import { DomainError, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson, membershipAuc, quantile, quantiles, tprAtFpr } from '../../src/index.ts';
import { regularizedIncompleteBeta } from '../../src/statistics/regularized-incomplete-beta.ts';

describe('quantile', () => {
  test('linear between order statistics', () => {
    expect(quantile([10, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 1, 3, 2], 0)).toBe(1);
    expect(quantile([10, 1, 3, 2], 1)).toBe(10);
    expect(quantiles([0, 1, 2, 3, 4])).toEqual({ p05: 0.2, p25: 1, p50: 2, p75: 3, p95: 3.8 });
  });

  test('refuses empty and non-finite samples', () => {
    expect(() => quantile([], 0.5)).toThrow(DomainError);
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow(DomainError);
    expect(() => quantile([1], 1.5)).toThrow(DomainError);
  });
});

describe('regularizedIncompleteBeta', () => {
  test('closed forms: I_x(1,1) = x, I_x(a,1) = x^a, I_x(1/2,1/2) = 2/pi asin sqrt x', () => {
    expect(regularizedIncompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(regularizedIncompleteBeta(0.3, 4, 1)).toBeCloseTo(0.3 ** 4, 14);
    expect(regularizedIncompleteBeta(0.3, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(0.3)), 13);
    expect([0, 1].map((x) => regularizedIncompleteBeta(x, 2, 3))).toEqual([0, 1]);
  });

  test('I_x(a, b) = 1 - I_{1-x}(b, a)', () => {
    const size = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), size, size, (x, a, b) => {
        expect(regularizedIncompleteBeta(x, a, b)).toBeCloseTo(1 - regularizedIncompleteBeta(1 - x, b, a), 9);
      }),
    );
  });

  test('refuses arguments out of range', () => {
    expect(() => regularizedIncompleteBeta(-0.1, 1, 1)).toThrow(DomainError);
    expect(() => regularizedIncompleteBeta(0.5, 0, 1)).toThrow(DomainError);
    expect(() => regularizedIncompleteBeta(0.5, 1, Number.NaN)).toThrow(DomainError);
  });
});

describe('clopperPearson', () => {
  test('no success in n: high = 1 - (alpha/2)^(1/n)', () => {
    const { low, high } = clopperPearson(0, 20);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 20), 12);
    expect(clopperPearson(20, 20).low).toBeCloseTo(0.025 ** (1 / 20), 12);
    expect(clopperPearson(20, 20).high).toBe(1);
  });

  test('refuses impossible counts', () => {
    expect(() => clopperPearson(3, 2)).toThrow(DomainError);
    expect(() => clopperPearson(0, 0)).toThrow(DomainError);
    expect(() => clopperPearson(-1, 2)).toThrow(DomainError);
    expect(() => clopperPearson(1, 2, 1)).toThrow(/confidence/);
  });
});

describe('membershipAuc', () => {
  test('one pair of four is a tie', () => {
    expect(membershipAuc([0.9, 0.8], [0.1, 0.8]).auc).toBe(0.875);
  });

  test('all pairs counted one by one', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        let wins = 0;
        for (const p of positives) for (const q of negatives) wins += p > q ? 1 : p === q ? 0.5 : 0;
        const { auc, interval } = membershipAuc(positives, negatives);
        expect(auc).toBeCloseTo(wins / (positives.length * negatives.length), 12);
        expect(interval.low).toBeLessThanOrEqual(auc);
        expect(interval.high).toBeGreaterThanOrEqual(auc);
        const swapped = membershipAuc(negatives, positives);
        expect(swapped.auc).toBeCloseTo(1 - auc, 12);
        expect(swapped.interval.low).toBeCloseTo(1 - interval.high, 9);
      }),
    );
  });

  test('complete separation: the score interval keeps a width, DeLong has none', () => {
    const { auc, interval } = membershipAuc([3, 4, 5], [0, 1, 2]);
    expect(auc).toBe(1);
    expect(interval.high).toBe(1);
    expect(interval.low).toBeGreaterThan(0.3);
    expect(interval.low).toBeLessThan(0.8);
    expect(membershipAuc([3, 4, 5], [0, 1, 2], { method: 'delong' }).interval).toMatchObject({ low: 1, high: 1 });
  });

  test('nominal 95 % intervals cover the true AUC in 93 to 98 % of 600 draws', () => {
    const random = makeRandom(7);
    // Two normals one standard deviation apart: AUC = Phi(1 / sqrt 2).
    const truth = 0.7602499389065233;
    let covered = 0;
    for (let draw = 0; draw < 600; draw++) {
      const { interval } = membershipAuc(
        Array.from({ length: 25 }, () => random.normal() + 1),
        Array.from({ length: 25 }, () => random.normal()),
      );
      if (interval.low <= truth && truth <= interval.high) covered++;
    }
    expect(covered / 600).toBeGreaterThan(0.93);
    expect(covered / 600).toBeLessThan(0.98);
  });

  test('refuses empty and non-finite samples', () => {
    expect(() => membershipAuc([], [1])).toThrow(/positives is empty/);
    expect(() => membershipAuc([1], [Number.NaN])).toThrow(/negatives must be finite/);
    expect(() => membershipAuc([1], [1], { confidence: 0 })).toThrow(DomainError);
    expect(() => membershipAuc([1], [1, 2], { method: 'delong' })).toThrow(/two scores/);
  });
});

describe('tprAtFpr', () => {
  test('few negatives: no false positive is allowed, ties with their maximum do not count', () => {
    const result = tprAtFpr([0.9, 0.6, 0.5], [0.6, 0.1], 0.01);
    expect(result).toMatchObject({ tpr: 1 / 3, threshold: 0.6, falsePositives: 0, falsePositivesAllowed: 0 });
    expect(result.interval).toEqual(clopperPearson(1, 3));
  });

  test('200 negatives at 1 %: two may lie above', () => {
    const negatives = Array.from({ length: 200 }, (_, at) => at);
    const result = tprAtFpr([197, 198, 250], negatives, 0.01);
    expect(result).toMatchObject({ threshold: 197, falsePositivesAllowed: 2, falsePositives: 2, truePositives: 2 });
  });

  test('29 % of 100 is 29 in spite of rounding', () => {
    expect(
      tprAtFpr(
        [0],
        Array.from({ length: 100 }, (_, at) => at),
        0.29,
      ).falsePositivesAllowed,
    ).toBe(29);
  });

  test('never more false positives than allowed', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (positives, negatives, fpr) => {
        const result = tprAtFpr(positives, negatives, fpr);
        expect(result.falsePositives / result.negatives).toBeLessThanOrEqual(fpr);
        expect(result.truePositives).toBe(positives.filter((score) => score > result.threshold).length);
      }),
    );
  });

  test('refuses rates out of range', () => {
    expect(() => tprAtFpr([1], [1], 1)).toThrow(DomainError);
    expect(() => tprAtFpr([1], [], 0.01)).toThrow(/negatives is empty/);
    expect(() => tprAtFpr([Number.NaN], [1], 0.01)).toThrow(DomainError);
    expect(() => tprAtFpr([1], [1], 0.01, 2)).toThrow(/confidence/);
  });
});
