import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { plantedSpan } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { estimateSpan } from '../src/estimate-span.ts';
import { fromSpanCoordinates, spanShare, toSpanCoordinates } from '../src/span-coordinates.ts';

const r = Math.SQRT1_2;
/** Span of (1, 0, 1) and (0, 1, 0): the points (1, t). */
const line = {
  basis: fromNested([
    [r, 0, r],
    [0, 1, 0],
  ]),
  hasBias: true,
};
const plane = { basis: fromNested([[0.6, 0.8, 0]]), hasBias: false };

describe('span coordinates', () => {
  it('by hand, with a bias', () => {
    const x = fromNested([
      [1, 5],
      [3, -2],
    ]);
    const z = toSpanCoordinates(line, x);
    expect(z.shape).toEqual([2, 2]);
    for (const [at, value] of [2 * r, 5, 4 * r, -2].entries()) expect(z.data[at]).toBeCloseTo(value, 14);
    // The nearest point whose last coordinate is 1: (1, t).
    const back = fromSpanCoordinates(line, z);
    for (const [at, value] of [1, 5, 1, -2].entries()) expect(back.data[at]).toBeCloseTo(value, 14);
    const share = spanShare(line, x);
    expect(share[0]).toBeCloseTo(1, 14);
    expect(share[1]).toBeCloseTo(12 / 14, 14);
  });

  it('by hand, without a bias', () => {
    const x = fromNested([
      [3, 4, 12],
      [0, 0, 0],
    ]);
    expect(toSpanCoordinates(plane, x).data[0]).toBeCloseTo(5, 14);
    const back = fromSpanCoordinates(plane, toSpanCoordinates(plane, x));
    for (const [at, value] of [3, 4, 0, 0, 0, 0].entries()) expect(back.data[at]).toBeCloseTo(value, 14);
    expect(spanShare(plane, x)[0]).toBeCloseTo(25 / 169, 14);
    expect(spanShare(plane, x)[1]).toBe(0);
  });

  it('leads back to points of the span, and twice there is once', () => {
    const { network, x } = plantedSpan({
      rows: 60,
      dimension: 25,
      samples: 5,
      noise: 0,
      signal: 1,
      hasBias: true,
      seed: 4,
    });
    const span = estimateSpan(network);
    expect(span.rank).toBe(5);
    const back = fromSpanCoordinates(span, toSpanCoordinates(span, x));
    for (const [at, value] of back.data.entries()) expect(Math.abs(value - x.data[at]!)).toBeLessThan(1e-10);
    const other = makeRandom(1).normalTensor([3, 25], 1, 'float64');
    const once = fromSpanCoordinates(span, toSpanCoordinates(span, other));
    const twice = fromSpanCoordinates(span, toSpanCoordinates(span, once));
    for (const [at, value] of twice.data.entries()) expect(Math.abs(value - once.data[at]!)).toBeLessThan(1e-10);
    expect(Math.min(...spanShare(span, once))).toBeGreaterThan(1 - 1e-10);
    expect(Math.max(...spanShare(span, other))).toBeLessThan(0.8);
  });

  it('refuses other shapes, and a span without points', () => {
    expect(() => toSpanCoordinates(line, fromNested([[1, 2, 3]]))).toThrow(/x must be \[n, 2\]/);
    expect(() => toSpanCoordinates(plane, fromNested([1, 2, 3]))).toThrow(ShapeError);
    expect(() => fromSpanCoordinates(line, fromNested([[1]]))).toThrow(/z must be \[n, 2\]/);
    expect(() => spanShare(plane, fromNested([[1]]))).toThrow(ShapeError);
    const orthogonal = { basis: fromNested([[1, 0, 0]]), hasBias: true };
    expect(() => fromSpanCoordinates(orthogonal, fromNested([[1]]))).toThrow(DomainError);
    const empty = { basis: makeHostTensor(new Float64Array(0), [0, 3]), hasBias: true };
    expect(() => fromSpanCoordinates(empty, makeHostTensor(new Float64Array(0), [1, 0]))).toThrow(/holds no point/);
    expect(spanShare(empty, fromNested([[1, 2]]))[0]).toBe(0);
  });
});
