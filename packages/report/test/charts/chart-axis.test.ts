import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartAxis, formatMarks, niceRange, powerRange, shareOf } from '../../src/charts/chart-axis.ts';

const linear = (low: number, high: number) => chartAxis({ name: 'x' }, [low, high], false, { marks: 5 });
const log = (low: number, high: number) => chartAxis({ name: 'x' }, [low, high], true, { marks: 5 });

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

test('marks lie within the axis, increase, and have texts of their own', () => {
  const value = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const scale = fc.boolean();
  fc.assert(
    fc.property(value, value, scale, fc.boolean(), (a, b, isLog, tight) => {
      const axis = chartAxis({ name: 'x' }, [a, b], isLog, { marks: 6, tight });
      const shares = axis.marks.map((mark) => shareOf(axis, mark));
      expect(shares.every((share) => share >= -1e-6 && share <= 1 + 1e-6)).toBe(true);
      expect(shares.every((share, index) => index === 0 || share > shares[index - 1]!)).toBe(true);
      const texts = formatMarks(axis);
      if (Math.abs(a - b) > 1e-6 * (a + b)) expect(new Set(texts).size).toBe(texts.length);
      expect([a, b].map((one) => shareOf(axis, one)).every((share) => share >= -1e-9 && share <= 1 + 1e-9)).toBe(true);
    }),
  );
});

test('ends that are given stay', () => {
  expect(chartAxis({ name: 'x', min: 0, max: 1 }, [0.3, 0.4], false, { marks: 5 })).toMatchObject({
    min: 0,
    max: 1,
    marks: [0, 0.2, 0.4, 0.6, 0.8, 1],
  });
});

test('marks are written as powers, or without digits that floating point adds', () => {
  expect(formatMarks(log(1e-12, 1))[0]).toBe('10⁻¹²');
  expect(formatMarks(log(1, 100))).toEqual(['1', '10', '100']);
  expect(formatMarks(linear(0.1, 0.4))).toContain('0.3');
  expect(formatMarks(linear(0, 2500)).at(-1)).toBe('2500');
  expect(formatMarks(linear(0, 2e-9)).at(-1)).toBe('2e-9');
});

test('less than a decade has marks between powers of ten', () => {
  const axis = chartAxis({ name: 'x' }, [20, 60], true, { marks: 5, tight: true });
  expect(axis.marks).toEqual([20, 50]);
});
