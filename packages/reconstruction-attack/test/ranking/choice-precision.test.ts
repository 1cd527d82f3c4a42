import { DomainError, fromNested, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { choicePrecision } from '../../src/ranking/choice-precision.ts';

const axes = fromNested([
  [1, 0, 0],
  [0, 1, 0],
]);
const ranked = {
  x: fromNested([
    [5, 0, 0],
    [0, 0, 1],
    [2, 0.1, 0],
    [0, 3, 0],
  ]),
};

it('by hand: a true one, a false one, a second for the same point, and the other point', () => {
  const result = choicePrecision(ranked, axes, { at: [1, 2, 3, 4] });
  expect(result.hits).toEqual([true, false, true, true]);
  expect(result.precision).toEqual([1, 1 / 2, 2 / 3, 3 / 4]);
  expect(result.recall).toEqual([1 / 2, 1 / 2, 1 / 2, 1]);
  // 1 * 1/2 at the first, 3/4 * 1/2 at the last.
  expect(result.averagePrecision).toBe(0.875);
});

it('looks at all of them unless told otherwise, and minCosine moves the line', () => {
  expect(choicePrecision(ranked, axes)).toMatchObject({ at: [4], precision: [3 / 4], recall: [1] });
  expect(choicePrecision(ranked, axes, { minCosine: 0.9999 }).hits).toEqual([true, false, false, true]);
  expect(choicePrecision(ranked, fromNested([[0, 0, -1]]))).toMatchObject({ precision: [0], averagePrecision: 0 });
});

it('the area is the mean of the precisions at true ones when each finds a new point, whatever their places', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), (places) => {
      // Coordinate i is a training point's if places[i], and else in no training point.
      const unit = (i: number) => places.map((_, k) => (k === i ? 1 : 0));
      const truth = places.flatMap((place, i) => (place ? [unit(i)] : []));
      fc.pre(truth.length > 0);
      const x = fromNested(places.map((_, i) => unit(i)));
      const result = choicePrecision({ x }, fromNested(truth), { at: places.map((_, i) => i + 1) });
      expect(result.hits).toEqual(places);
      const total = places.reduce((sum, place, i) => sum + (place ? result.precision[i]! : 0), 0);
      expect(result.averagePrecision).toBeCloseTo(total / truth.length, 12);
      expect(result.recall.at(-1)).toBe(1);
    }),
  );
});

it.each([
  [{ x: fromNested([1, 2]) }, axes, {}, ShapeError, /ranked.x has shape \[2\]/],
  [ranked, fromNested([[1, 0]]), {}, ShapeError, /ranked.x has 3 columns, truth has 2/],
  [ranked, fromNested([[1, 0, Number.NaN]]), {}, DomainError, /truth must be finite, got NaN at element 2/],
  [ranked, axes, { minCosine: -2 }, DomainError, /minCosine must be in/],
  [ranked, axes, { at: [0] }, DomainError, /integers from 1 to 4, got 0/],
  [ranked, axes, { at: [5] }, DomainError, /integers from 1 to 4, got 5/],
  [ranked, axes, { at: [1.5] }, DomainError, /got 1.5/],
])('refuses %#', (candidates, truth, options, type, message) => {
  expect(() => choicePrecision(candidates, truth, options)).toThrow(type);
  expect(() => choicePrecision(candidates, truth, options)).toThrow(message);
});
