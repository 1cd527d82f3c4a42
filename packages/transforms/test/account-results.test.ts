import { expect, test } from 'vitest';
import { accountResults } from '../src/account-results.ts';
import { noPatternCheck } from '../src/transform-account.ts';

test('a change relative to 0 is null, everything else stays', () => {
  const margins = { min: 1, median: 1, max: 1 };
  const state = {
    ...{ count: 1, stationarity: 0, byTensor: {}, epsilon: 0, relativeEpsilon: 0, delta: 0, shortfall: 0, p: 1 },
    margins,
  };
  const account = {
    ...{ before: state, after: state, patterns: noPatternCheck },
    stationarityChange: Number.POSITIVE_INFINITY,
    changeByTensor: { first: 0.5, second: Number.POSITIVE_INFINITY },
  };
  expect(accountResults(account)).toEqual({
    ...account,
    stationarityChange: null,
    changeByTensor: { first: 0.5, second: null },
  });
});
