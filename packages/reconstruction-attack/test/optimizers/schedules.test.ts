import { expect, it } from 'vitest';
import { alphaAt, stepFactor } from '../../src/optimizers/schedules.ts';

it('stepFactor', () => {
  expect([0, 50, 99].map((iteration) => stepFactor('constant', iteration, 100))).toEqual([1, 1, 1]);
  expect([0, 49, 50].map((iteration) => stepFactor('cosine-tail', iteration, 100))).toEqual([1, 1, 1]);
  expect(stepFactor('cosine-tail', 75, 100)).toBeCloseTo(0.5, 14);
  expect(stepFactor('cosine-tail', 99, 100)).toBeCloseTo((1 + Math.cos(0.98 * Math.PI)) / 2, 14);
  expect(stepFactor('cosine-tail', 100, 100)).toBeCloseTo(0, 14);
  expect(stepFactor('cosine-tail', 0, 1)).toBe(1);
});

it('alphaAt', () => {
  expect(alphaAt(7, 5, 10)).toBe(7);
  const schedule = { from: 10, to: 1000 };
  expect(alphaAt(schedule, 0, 101)).toBe(10);
  expect(alphaAt(schedule, 50, 101)).toBeCloseTo(100, 10);
  expect(alphaAt(schedule, 100, 101)).toBeCloseTo(1000, 10);
  expect(alphaAt(schedule, 0, 1)).toBe(10);
  expect(alphaAt({ from: 300, to: 20 }, 1, 3)).toBeCloseTo(Math.sqrt(6000), 10);
});
