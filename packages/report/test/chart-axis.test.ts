import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartAxis, niceRange, powerRange } from '../src/chart-axis.ts';

const formatterOf = (scale: 'linear' | 'log'): ((value: number) => string) => {
  const axis = chartAxis({ scale, min: 1, max: 10, lines: false, marks: 5 });
  const label: unknown = axis.axisLabel;
  if (typeof label !== 'object' || label === null || !('formatter' in label)) throw new Error('no formatter');
  const { formatter } = label;
  return (value) => String(typeof formatter === 'function' ? formatter(value) : formatter);
};

test('a linear axis ends on round numbers', () => {
  expect(niceRange(0.31, 0.97, 5)).toEqual({ min: 0.2, max: 1, step: 0.2 });
  expect(niceRange(0, 2500, 5)).toEqual({ min: 0, max: 2500, step: 500 });
  expect(niceRange(-3, 3, 3)).toEqual({ min: -4, max: 4, step: 2 });
});

test('one value has an axis around it', () => {
  expect(niceRange(0, 0, 5)).toEqual({ min: -1, max: 1, step: 0.5 });
  const { min, max } = niceRange(333.3, 333.3, 5);
  expect(min).toBeLessThan(333.3);
  expect(max).toBeGreaterThan(333.3);
});

test('a linear axis encloses its values in few steps', () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 2, max: 10 }), (a, b, marks) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const { min, max, step } = niceRange(low, high, marks);
      const slack = 1e-8 * Math.max(Math.abs(low), Math.abs(high), step);
      expect(min).toBeLessThanOrEqual(low + slack);
      expect(max).toBeGreaterThanOrEqual(high - slack);
      expect(max).toBeGreaterThan(min);
      expect(Math.round((max - min) / step)).toBeLessThanOrEqual(marks + 2);
    }),
  );
});

test('a logarithmic axis ends on powers of ten and is never empty', () => {
  expect(powerRange(0.02, 61)).toEqual({ min: 0.01, max: 100 });
  expect(powerRange(1, 1)).toEqual({ min: 1, max: 10 });
});

test('marks are written as powers, or without digits that floating point adds', () => {
  expect(formatterOf('log')(1e-12)).toBe('10⁻¹²');
  expect(formatterOf('log')(100)).toBe('10²');
  expect(formatterOf('linear')(0.30000000000000004)).toBe('0.3');
  expect(formatterOf('linear')(2500)).toBe('2500');
  expect(formatterOf('linear')(2e-9)).toBe('2e-9');
});

test('an end between two marks is not named', () => {
  const labelOf = (max: number): unknown =>
    chartAxis({ scale: 'linear', min: 0, max, step: 1000, lines: false, marks: 5 }).axisLabel;
  expect(labelOf(2500)).toHaveProperty('showMaxLabel', false);
  expect(labelOf(3000)).not.toHaveProperty('showMaxLabel');
});
