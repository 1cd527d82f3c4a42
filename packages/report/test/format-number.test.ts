import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInterval, formatNumber } from '../src/format-number.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [50000, '50000'],
  [1234567, '1234567'],
  [-12, '-12'],
  [0.5, '0.5'],
  [0.49999, '0.500'],
  [333.9137, '334'],
  [12345.6, '12300'],
  [0.001, '0.001'],
  [0.00099996, '0.00100'],
  [0.00099944, '9.99e-4'],
  [2.5e-7, '2.5e-7'],
  [2.50001e-7, '2.50e-7'],
  [1e-4, '1e-4'],
  [9999.7, '10000'],
  [1234567.8, '1.23e6'],
  [-0.04567, '-0.0457'],
  [0.1 + 0.2, '0.300'],
  [1e21, '1e21'],
  [Number.NaN, '–'],
  [null, '–'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '-∞'],
])('%s is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('what is written is within half a unit of the third digit', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e308, max: 1e308, noNaN: true }), (value) => {
      expect(Math.abs(Number(formatNumber(value)) - value)).toBeLessThanOrEqual(5.0001e-3 * Math.abs(value));
    }),
  );
});

test('integers are written in full', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), (value) => {
      expect(Number(formatNumber(value))).toBe(value);
    }),
  );
});

test.each([
  [0.97312, 0.951, 0.9949, ['0.973', '0.951', '0.995']],
  [18.667, 16.1234, 21.21, ['18.7', '16.1', '21.2']],
  [18, 16.1, 19.9, ['18.0', '16.1', '19.9']],
  [418.3, 288, 548, ['420', '290', '550']],
  [0.5, 0.4999999999, 0.5000000001, ['0.500', '0.500', '0.500']],
  [0.0001, -5, 5, ['0.0', '-5.0', '5.0']],
  [-0.0001, -5, 5, ['0.0', '-5.0', '5.0']],
  [1.234e-7, 1.08e-7, 1.38e-7, ['1.23e-7', '1.08e-7', '1.38e-7']],
  [20, 20, 20, ['20', '20', '20']],
  [0.25, 0.1, Number.POSITIVE_INFINITY, ['0.25', '0.1', '∞']],
])('%d between %d and %d is written to one place', (value, low, high, texts) => {
  expect(formatInterval(value, { low, high })).toEqual(texts);
});

test('an interval is written within a tenth of its half width, and in order', () => {
  const size = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(size, size, fc.boolean(), (middle, half, negative) => {
      const value = negative ? -middle : middle;
      const [text, low, high] = formatInterval(value, { low: value - half, high: value + half });
      const [writtenLow, writtenHigh] = [Number(low), Number(high)];
      const slack = Math.max(0.051 * half, 0.0051 * Math.abs(value)) * 1.001;
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(slack);
      expect(Math.abs(writtenLow - (value - half))).toBeLessThanOrEqual(slack);
      expect(Math.abs(writtenHigh - (value + half))).toBeLessThanOrEqual(slack);
      expect(writtenLow).toBeLessThanOrEqual(writtenHigh);
    }),
  );
});
