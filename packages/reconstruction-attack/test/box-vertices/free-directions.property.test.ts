import { type SpanBasis, spanShare } from '@noprior/first-layer-spectrum';
import { orthonormalBasis, stackRows, toRows } from '@noprior/linear-algebra';
import { DomainError, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeDirections } from '../../src/box-vertices/free-directions.ts';
import { dot } from './planted-span-basis.ts';

/** Points, directions along which each of them was moved by an amount of its own, and the span of the moved points. */
function plantedMoves(count: number, q: number, d: number, hasBias: boolean, seed: number) {
  const random = makeRandom(seed).fork('moves');
  const rows = (n: number) => Array.from({ length: n }, () => Float64Array.from({ length: d }, () => random.normal()));
  const [points, directions] = [rows(count), rows(q)];
  const amounts = points.map(() => Float64Array.from({ length: q }, () => 3 * random.normal()));
  const moved = points.map((point, i) =>
    point.map((value, j) => directions.reduce((total, f, k) => total + amounts[i]![k]! * f[j]!, value)),
  );
  const vectors = hasBias ? moved.map((point) => Float64Array.from([...point, 1])) : moved;
  const span: SpanBasis = { basis: stackRows(orthonormalBasis(vectors), hasBias ? d + 1 : d), hasBias };
  return { span, x: stackRows(points, d), free: stackRows(directions, d), amounts, moved: stackRows(moved, d) };
}

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  q: fc.integer({ min: 0, max: 3 }),
  extra: fc.integer({ min: 1, max: 6 }),
  hasBias: fc.boolean(),
  seed: fc.nat(1_000_000),
});

describe('freeDirections', () => {
  it('widens the span to one that holds the points before and after, and all directions', () => {
    fc.assert(
      fc.property(sizes, ({ count, q, extra, hasBias, seed }) => {
        const { span, x, free, moved } = plantedMoves(count, q, count + q + extra, hasBias, seed);
        const { widened, coordinates } = freeDirections(span, free);
        const basis = toRows(widened.basis);
        expect(widened.hasBias).toBe(hasBias);
        expect(basis).toHaveLength(count + q);
        expect(basis.slice(0, count)).toEqual(toRows(span.basis));
        for (const [a, row] of basis.entries()) {
          for (const [b, other] of basis.entries()) expect(dot(row, other)).toBeCloseTo(a === b ? 1 : 0, 10);
        }
        for (const share of [...spanShare(widened, x), ...spanShare(widened, moved)]) expect(share).toBeCloseTo(1, 9);
        // Orthonormal coordinates of the (f, 0): no more than the directions, and nothing of a direction is outside of them.
        expect(coordinates).toHaveLength(q);
        for (const f of toRows(free)) {
          const vector = hasBias ? Float64Array.from([...f, 0]) : f;
          const own = Float64Array.from(basis, (row) => dot(row, vector));
          const inside = coordinates.reduce((total, c) => total + dot(c, own) ** 2, 0);
          expect(inside / dot(f, f)).toBeCloseTo(1, 9);
        }
      }),
      { seed: 20261125, numRuns: 100 },
    );
  });

  it('estimates how far each point was moved, and moves it there', () => {
    fc.assert(
      fc.property(sizes, ({ count, q, extra, hasBias, seed }) => {
        const { span, x, free, amounts, moved } = plantedMoves(count, q, count + q + extra, hasBias, seed);
        const directions = freeDirections(span, free);
        const told = directions.amounts(x);
        expect(told).toHaveLength(count);
        for (const [i, own] of told.entries()) {
          expect(own).toHaveLength(q);
          for (const [k, amount] of own.entries()) expect(amount).toBeCloseTo(amounts[i]![k]!, 7);
        }
        const there = directions.move(x, told);
        expect(there.shape).toEqual(moved.shape);
        for (const [at, value] of there.data.entries()) expect(value).toBeCloseTo(moved.data[at]!, 7);
        // Wherever along the directions a point is taken from, it is brought to the same place.
        const again = directions.amounts(there);
        for (const own of again) for (const amount of own) expect(amount).toBeCloseTo(0, 7);
      }),
      { seed: 20261125, numRuns: 100 },
    );
  });

  it('off the span the amounts are those of least squares: no others come nearer to it', () => {
    fc.assert(
      fc.property(sizes, ({ count, q, extra, hasBias, seed }) => {
        fc.pre(q > 0);
        const d = count + q + extra;
        const { span, free } = plantedMoves(count, q, d, hasBias, seed);
        const random = makeRandom(seed).fork('elsewhere');
        const x = stackRows([Float64Array.from({ length: d }, () => random.normal())], d);
        const directions = freeDirections(span, free);
        const [told] = directions.amounts(x);
        const distance = (amounts: Float64Array) => {
          const [point] = toRows(directions.move(x, [amounts]));
          const vector = hasBias ? Float64Array.from([...point!, 1]) : point!;
          return dot(vector, vector) - toRows(span.basis).reduce((total, row) => total + dot(row, vector) ** 2, 0);
        };
        const least = distance(told!);
        for (let k = 0; k < q; k++) {
          for (const step of [-0.1, 0.1]) {
            expect(distance(told!.map((value, at) => (at === k ? value + step : value)))).toBeGreaterThan(least);
          }
        }
      }),
      { seed: 20261125, numRuns: 100 },
    );
  });

  it('without directions the span is what it was, and nothing is moved', () => {
    const { span, x } = plantedMoves(3, 0, 8, true, 1);
    const { widened, coordinates, amounts, move } = freeDirections(span, stackRows([], 8));
    expect(widened).toEqual(span);
    expect(coordinates).toEqual([]);
    expect(amounts(x)).toEqual([new Float64Array(0), new Float64Array(0), new Float64Array(0)]);
    expect([...move(x, amounts(x)).data]).toEqual([...x.data]);
  });

  it('refuses directions of another size, and those that tell nothing', () => {
    const { span, free, moved } = plantedMoves(3, 1, 8, false, 2);
    expect(() => freeDirections(span, makeHostTensor([1, 2, 3], [1, 3]))).toThrow(ShapeError);
    expect(() => freeDirections(span, makeHostTensor(new Float64Array(8), [8]))).toThrow(/\[q, 8\], got \[8\]/);
    const [f] = toRows(free);
    const [inside] = toRows(moved);
    for (const [rows, index] of [
      [[f!, f!.map((value) => -2 * value)], 1],
      [[inside!], 0],
      [[new Float64Array(8)], 0],
    ] as const) {
      const add = () => freeDirections(span, stackRows(rows, 8));
      expect(add).toThrow(DomainError);
      expect(add).toThrow(new RegExp(`free direction ${index} .*leave it out`));
    }
  });
});
