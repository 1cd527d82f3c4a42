import { expect, it } from 'vitest';
import { type ClarkeRecord, estimateSecondsLeft } from '../../src/clarke/minimise-to-gap.ts';

/** A cycle takes 2 seconds; the gap falls tenfold in each. */
const records: ClarkeRecord[] = [0, 1, 2, 3, 4].map((cycle) => ({
  cycle,
  residual: 1,
  gap: 10 ** -cycle,
  seconds: 5 + 2 * cycle,
}));
const unlimited = Number.POSITIVE_INFINITY;

it('continues ln(gap) as a line', () => {
  // From 1e-4 to 1e-7 it takes 3 cycles.
  expect(estimateSecondsLeft(records, 1e-7, unlimited, unlimited)).toBeCloseTo(6, 9);
  expect(estimateSecondsLeft(records, 1e-7, 5, unlimited)).toBeCloseTo(2, 9);
  expect(estimateSecondsLeft(records, 1e-7, unlimited, 14)).toBeCloseTo(1, 9);
  expect(estimateSecondsLeft(records, 1e-7, unlimited, 10)).toBe(0);
});

it('says nothing where nothing can be said', () => {
  expect(estimateSecondsLeft([], 1e-7, 5, 100)).toBeUndefined();
  expect(estimateSecondsLeft(records.slice(0, 2), 1e-7, unlimited, unlimited)).toBeUndefined();
  const flat = records.map((record) => ({ ...record, gap: 1 }));
  expect(estimateSecondsLeft(flat, 1e-7, unlimited, unlimited)).toBeUndefined();
  expect(estimateSecondsLeft(flat, 1e-7, 10, unlimited)).toBeCloseTo(12, 9);
});
