import { expect, test } from 'vitest';
import { premiseThreshold, toPremise, toVerdict } from '../src/verdict.ts';

const kktAt = (relative: number) =>
  ({
    clarke: {
      derivative: 'clarke',
      epsilon: 1,
      relative,
      delta: 0,
      lowerBound: 0,
      converged: true,
      kinkTolerance: 1e-3,
    },
  }) as const;

test.each([
  ['free', 1000, 'not-identifiable'],
  ['free', 10, 'not-identifiable-nearby'],
  ['bounded', 1000, 'not-identifiable-nearby'],
  ['full-span', 1000, 'no-free-direction'],
  ['rounding', 1, 'not-certified'],
] as const)('%s, tried %d: %s where the premise holds, no statement above the threshold', (kind, tried, verdict) => {
  const alternative = { kind, tried, asked: 1000 };
  for (const relative of [0, 1e-6, premiseThreshold]) {
    expect(toVerdict({ kkt: kktAt(relative), alternative })).toBe(verdict);
    expect(toVerdict({ kkt: kktAt(relative), alternative, otherSamples: true })).toBe('no-statement');
  }
  for (const relative of [premiseThreshold * (1 + 1e-12), 0.8, 1, Number.NaN]) {
    expect(toVerdict({ kkt: kktAt(relative), alternative })).toBe('no-statement');
  }
});

test('the premise holds where half of the squared norm is explained', () => {
  expect(premiseThreshold ** 2).toBeCloseTo(0.5, 15);
  expect(toPremise(kktAt(0.3))).toEqual({ holds: true, unexplained: 0.3, threshold: premiseThreshold });
});
