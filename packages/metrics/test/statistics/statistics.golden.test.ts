import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { meanEstimate, spearman } from '../../src/index.ts';
import { ranks } from '../../src/statistics/ranks.ts';
import { studentTQuantile } from '../../src/statistics/student-t-quantile.ts';
import golden from './golden.json' with { type: 'json' };

test.each(golden.t)('quantile of t: p $p, $df degrees of freedom', ({ p, df, t }) => {
  expect(Math.abs(studentTQuantile(p, df) - t)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(t)));
});

test.each(golden.mean)('mean and interval of $values', ({ values, mean, low, high, confidence }) => {
  const { value, interval, count } = meanEstimate(values, confidence);
  expect(count).toBe(values.length);
  expect(value).toBeCloseTo(mean, 12);
  expect(interval?.low).toBeCloseTo(low, 9);
  expect(interval?.high).toBeCloseTo(high, 9);
});

test.each(golden.spearman)('rank correlation of $x and $y', ({ x, y, rho, ranksOfX }) => {
  expect(ranks(x)).toEqual(ranksOfX);
  expect(spearman(x, y)?.value).toBeCloseTo(rho, 12);
});

test('one observation has no interval', () => {
  expect(meanEstimate([3])).toEqual({ value: 3, count: 1, interval: null });
});

test('what has no answer', () => {
  expect(spearman([1, 2, 3], [5, 5, 5])).toBeUndefined();
  expect(spearman([], [])).toBeUndefined();
  expect(() => spearman([1, 2], [1])).toThrow(DomainError);
  expect(() => spearman([1, 2], [1, 2], { groups: [1] })).toThrow(DomainError);
  expect(() => spearman([1, Number.NaN], [1, 2])).toThrow('values must be finite');
  expect(() => spearman([1, 2], [1, 2], { confidence: 1 })).toThrow('confidence must lie in (0, 1), got 1');
  expect(() => meanEstimate([])).toThrow('the sample is empty');
  expect(() => meanEstimate([1, Number.POSITIVE_INFINITY])).toThrow('values must be finite');
  expect(() => meanEstimate([1, 2], 0)).toThrow('confidence must lie in (0, 1), got 0');
  expect(() => studentTQuantile(1, 2)).toThrow('probability must lie in (0, 1), got 1');
  expect(() => studentTQuantile(0.5, 0)).toThrow('degreesOfFreedom must be positive, got 0');
});
