import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarizeRadii } from '../src/radius-summary.ts';

const radius = fc.oneof(
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.constant(0),
  fc.constant(Number.POSITIVE_INFINITY),
);

describe('summarizeRadii', () => {
  test('by hand: lower order statistics, zeros and unbounded ones', () => {
    expect(summarizeRadii([3, Number.POSITIVE_INFINITY, 0, 1])).toEqual({
      ...{ count: 4, min: 0, p10: 0, median: 1, p90: 3, max: Number.POSITIVE_INFINITY },
      ...{ zero: 1, unbounded: 1 },
    });
    expect(summarizeRadii([])).toBeUndefined();
  });

  test('every statistic is one of the radii, in order, whatever the order they came in', () => {
    fc.assert(
      fc.property(fc.array(radius, { minLength: 1, maxLength: 50 }), (radii) => {
        const summary = summarizeRadii(radii)!;
        const { min, p10, median, p90, max } = summary;
        const order = [min, p10, median, p90, max];
        for (const value of order) expect(radii.some((one) => one === value)).toBe(true);
        expect([...order].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))).toEqual(order);
        const below = radii.filter((one) => one < median).length;
        expect(below).toBeLessThanOrEqual(radii.length / 2);
        expect(radii.filter((one) => one > median).length).toBeLessThanOrEqual(radii.length / 2);
        expect(summarizeRadii(radii.toReversed())).toEqual(summary);
      }),
    );
  });
});
