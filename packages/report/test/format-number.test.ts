import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNumber } from '../src/format-number.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [50000, '50000'],
  [-12, '-12'],
  [0.5, '0.5000'],
  [333.9137, '333.9'],
  [0.001, '0.001000'],
  [0.00099996, '0.001000'],
  [0.00099994, '9.999e-4'],
  [2.5e-7, '2.500e-7'],
  [9999.4, '9999'],
  [9999.7, '1.000e4'],
  [12345.6, '1.235e4'],
  [-0.04567, '-0.04567'],
  [1e21, '1.000e21'],
  [Number.NaN, '–'],
  [null, '–'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '-∞'],
])('%s is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('what is written is within half a unit of the fourth digit', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e308, max: 1e308, noNaN: true }), (value) => {
      expect(Math.abs(Number(formatNumber(value)) - value)).toBeLessThanOrEqual(5.0001e-4 * Math.abs(value));
    }),
  );
});
