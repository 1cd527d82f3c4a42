import { DomainError, fromNested } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { inSpanShare, spanMembership } from '../src/span-membership.ts';

/** The first coordinate: the span share of (a, b) is a^2 / (a^2 + b^2). */
const axis = { basis: fromNested([[1, 0]]), hasBias: false };
const training = fromNested([
  [1, 0],
  [0.99, Math.sqrt(1 - 0.99 ** 2) * (1 - 1e-9)],
  [3, 4],
]);
const heldOut = fromNested([
  [0, 2],
  [1, 1],
]);

describe('spanMembership', () => {
  test('by hand: shares, those in the span, and the score of members against others', () => {
    const found = spanMembership(axis, training, heldOut);
    expect(found.training.shares).toEqual([1, expect.closeTo(inSpanShare, 9), expect.closeTo(0.36, 12)]);
    expect(found.training).toMatchObject({ count: 3, inSpan: 2, max: 1, aboveHeldOutMax: 2 });
    expect(found.heldOut).toMatchObject({ count: 2, inSpan: 0, median: 0.25, max: 0.5 });
    // Of the six pairs of a member and another, the member has the larger share in five.
    expect(found.auc).toBeCloseTo(5 / 6, 12);
  });

  test('another smallest share', () => {
    const found = spanMembership(axis, training, heldOut, { inSpanShare: 0.5 });
    expect([found.training.inSpan, found.heldOut.inSpan]).toEqual([2, 1]);
    for (const share of [-0.1, 1.1, Number.NaN]) {
      expect(() => spanMembership(axis, training, heldOut, { inSpanShare: share })).toThrow(DomainError);
    }
  });
});
