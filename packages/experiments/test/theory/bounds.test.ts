import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { compareBounds } from '../../src/theory/bounds/bound-comparison.ts';
import { boundTrials } from '../../src/theory/bounds/bound-trials.ts';

const backend = openReference();

test.each(['near-subspace', 'distance-almost-kkt', 'delta-almost-kkt'] as const)(
  '%s is at most what is measured in 300 random trials, and nearly reached in one',
  async (bound) => {
    const trials = await boundTrials(backend, bound, { seed: 7, trials: 300 });
    for (const { predicted, measured } of trials) expect(predicted).toBeLessThanOrEqual(measured * (1 + 1e-9));
    const finite = trials.filter(({ measured }) => Number.isFinite(measured));
    expect(finite.length).toBeGreaterThan(240);
    expect(Math.max(...finite.map(({ predicted, measured }) => predicted / measured))).toBeGreaterThan(0.99);
    // A trial does not depend on how many there are.
    expect(await boundTrials(backend, bound, { seed: 7, trials: 2 })).toEqual(trials.slice(0, 2));
  },
);

test('a comparison counts what holds and what is infinite or 0 on either side', () => {
  const infinite = Number.POSITIVE_INFINITY;
  const compared = compareBounds([
    [1, 2],
    [3, 3],
    [2.5, 2],
    [5, infinite],
    [infinite, infinite],
    [0, 0],
  ]);
  expect(compared).toMatchObject({ trials: 6, hold: 5, bothUnbounded: 1, measuredUnbounded: 1, bothZero: 1 });
  expect(compared.largestViolation).toBeCloseTo(0.25, 12);
  expect(compared.tightness).toMatchObject({ count: 3, min: 0.5, max: 1.25 });
  expect(compared.predictedWhereUnbounded).toMatchObject({ count: 1, median: 5 });
  expect(compared.pairs).toHaveLength(3);
  expect(compareBounds([[5, infinite]]).tightness).toBeNull();
});
