import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averageNearBest } from '../src/average-near-best.ts';
import { assignOneToOne, chanceDistanceOfBest, meanDistanceOfBest, nearestNeighbors } from '../src/index.ts';
import { meanOfNearest } from '../src/mean-distance-of-best.ts';
import { nearestSorted } from '../src/nearest-sorted.ts';
import { drawPoints } from '../src/random-law.ts';

const table = fromNested([
  [1, 9, 5],
  [2, 3, 5],
]);

describe('nearestNeighbors', () => {
  test('best row of every column, the lowest among equals', () => {
    expect(nearestNeighbors(table, 'smallest')).toEqual({ index: [0, 1, 0], value: [1, 3, 5] });
    expect(nearestNeighbors(table, 'largest')).toEqual({ index: [1, 0, 0], value: [2, 9, 5] });
  });

  test('no images give no neighbours; images without candidates are an error', () => {
    expect(nearestNeighbors(makeHostTensor([], [2, 0]), 'smallest').index).toEqual([]);
    expect(() => nearestNeighbors(makeHostTensor([], [0, 2]), 'smallest')).toThrow(/no candidate/);
    expect(() => nearestNeighbors(fromNested([1]), 'smallest')).toThrow(ShapeError);
    expect(() => nearestNeighbors(fromNested([[Number.NaN]]), 'smallest')).toThrow(DomainError);
  });
});

describe('nearestSorted', () => {
  const distances = fromNested([
    [3, 9],
    [1, 9],
    [2, 9],
    [9, 4],
  ]);

  test('sorted by distance', () => {
    expect(nearestSorted(distances).map(({ x }) => x)).toEqual([1, 2, 0, 3]);
  });

  test('at most so many for one y: the farther ones are left out', () => {
    expect(nearestSorted(distances, 2).map(({ x }) => x)).toEqual([1, 2, 3]);
    expect(nearestSorted(distances, 1)).toEqual([
      { x: 1, y: 0, value: 1 },
      { x: 3, y: 1, value: 4 },
    ]);
  });

  test('refuses a bad limit, and points without neighbours', () => {
    expect(() => nearestSorted(distances, 0)).toThrow(DomainError);
    expect(() => nearestSorted(distances, 1.5)).toThrow(DomainError);
    expect(() => nearestSorted(makeHostTensor([], [2, 0]))).toThrow(/no y/);
    expect(() => nearestSorted(fromNested([1]))).toThrow(ShapeError);
  });
});

describe('assignOneToOne', () => {
  test('gives up a best pair for a better total', () => {
    const { columnOfRow, rowOfColumn, total } = assignOneToOne(
      fromNested([
        [1, 2],
        [1, 10],
      ]),
    );
    expect(columnOfRow).toEqual([1, 0]);
    expect(rowOfColumn).toEqual([1, 0]);
    expect(total).toBe(3);
  });

  test('leaves rows or columns over', () => {
    expect(assignOneToOne(fromNested([[5], [1], [3]]))).toEqual({
      columnOfRow: [-1, 0, -1],
      rowOfColumn: [1],
      total: 1,
    });
    expect(assignOneToOne(fromNested([[5, 1, 3]])).columnOfRow).toEqual([1]);
    expect(assignOneToOne(makeHostTensor([], [0, 2]))).toEqual({ columnOfRow: [], rowOfColumn: [-1, -1], total: 0 });
  });

  test('refuses infinite costs', () => {
    expect(() => assignOneToOne(fromNested([[Number.POSITIVE_INFINITY]]))).toThrow(DomainError);
    expect(() => assignOneToOne(fromNested([1]))).toThrow(ShapeError);
  });

  test('least total of all matchings, by trying them all', () => {
    const costs = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([n, m]) =>
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: m, maxLength: m }), {
        minLength: n,
        maxLength: n,
      }),
    );
    fc.assert(
      fc.property(costs, (cost) => {
        const { columnOfRow, rowOfColumn, total } = assignOneToOne(fromNested(cost));
        expect(total).toBe(leastTotal(cost, 0, new Set()));
        const matched = columnOfRow.filter((column) => column >= 0);
        expect(new Set(matched).size).toBe(Math.min(cost.length, cost[0]!.length));
        columnOfRow.forEach((column, row) => {
          if (column >= 0) expect(rowOfColumn[column]).toBe(row);
        });
      }),
    );
  });
});

/** Least cost of matching rows from `row` on with unused columns; a row may be left out only if columns run short. */
function leastTotal(cost: number[][], row: number, used: Set<number>): number {
  if (row === cost.length || used.size === cost[0]!.length) return 0;
  const left = cost.length - row;
  let best = left > cost[0]!.length - used.size ? leastTotal(cost, row + 1, used) : Number.POSITIVE_INFINITY;
  for (let column = 0; column < cost[0]!.length; column++) {
    if (used.has(column)) continue;
    best = Math.min(best, cost[row]![column]! + leastTotal(cost, row + 1, new Set([...used, column])));
  }
  return best;
}

describe('averageNearBest', () => {
  const candidates = fromNested([
    [0, 0],
    [2, 4],
    [100, 100],
  ]);

  test('candidates within the ratio are averaged, the bound included', () => {
    const distances = fromNested([
      [1, 5],
      [1.1, 6],
      [1.2, 4],
    ]);
    const { averages, best, voters } = averageNearBest(candidates, distances);
    expect([...averages.data]).toEqual([1, 2, 100, 100]);
    expect(best).toEqual([0, 2]);
    expect(voters).toEqual([2, 1]);
  });

  test('an exact match is not averaged away, and signs are applied', () => {
    const { averages } = averageNearBest(candidates, fromNested([[1], [0], [1]]), 1.1, () => -1);
    expect([...averages.data]).toEqual([-2, -4]);
  });

  test('refuses bad distances', () => {
    expect(() => averageNearBest(candidates, fromNested([[1]]))).toThrow(ShapeError);
    expect(() => averageNearBest(candidates, fromNested([[1], [-1], [1]]))).toThrow(/at least 0/);
    expect(() => averageNearBest(candidates, fromNested([[1], [1], [1]]), 0.5)).toThrow(/ratio/);
    const never = fromNested([[1], [1], [1]].map(() => [Number.POSITIVE_INFINITY]));
    expect(() => averageNearBest(candidates, never)).toThrow(/image 0 has no candidate/);
  });
});

describe('meanDistanceOfBest', () => {
  const training = fromNested([[0], [10]]);

  test('nearest training point of each candidate, mean of the k smallest', () => {
    const result = meanDistanceOfBest(fromNested([[1], [13], [-5], [10.5]]), training, 3);
    expect(result.mean).toBe((0.5 + 1 + 3) / 3);
    expect(result.pairs.map(({ x, y }) => [x, y])).toEqual([
      [3, 1],
      [0, 0],
      [1, 1],
    ]);
  });

  test('refuses k out of range and no training points', () => {
    expect(() => meanDistanceOfBest(fromNested([[1]]), training)).toThrow(/only 1 candidates/);
    expect(() => meanDistanceOfBest(fromNested([[1]]), training, 0)).toThrow(DomainError);
    expect(() => meanDistanceOfBest(fromNested([[1]]), makeHostTensor([], [0, 1]), 1)).toThrow(DomainError);
    expect(meanOfNearest(makeHostTensor([1, 2, 5, 3], [2, 2]), 1).mean).toBe(1);
  });

  test('chance level of one candidate: mean |N(0, s)| against the origin', () => {
    const law = { kind: 'normal', standardDeviation: 2 } as const;
    const chance = chanceDistanceOfBest(fromNested([[0]]), { law, count: 1, k: 1, repeats: 20_000, seed: 4 });
    expect(chance.mean).toBeCloseTo(2 * Math.sqrt(2 / Math.PI), 1);
    expect(chance.standardDeviation).toBeCloseTo(2 * Math.sqrt(1 - 2 / Math.PI), 1);
    expect(chance.p95).toBeCloseTo(2 * 1.959964, 1);
  });

  test('chance level on a sphere in high dimension is near sqrt 2, and depends on the seed alone', () => {
    const points = makeRandom(1).sphereTensor(20, 400, 1);
    const options = { law: { kind: 'sphere', radius: 1 }, count: 20, repeats: 5, seed: 2 } as const;
    const chance = chanceDistanceOfBest(points, options);
    expect(chance.mean).toBeGreaterThan(1.2);
    expect(chance.mean).toBeLessThan(Math.SQRT2);
    expect(chanceDistanceOfBest(points, options)).toEqual(chance);
    expect(chanceDistanceOfBest(points, { ...options, seed: 3 }).mean).not.toBe(chance.mean);
  });

  test('refuses bad settings', () => {
    const law = { kind: 'sphere', radius: 1 } as const;
    expect(() => chanceDistanceOfBest(training, { law, count: 0, seed: 0 })).toThrow(/count/);
    expect(() => chanceDistanceOfBest(training, { law, count: 9, repeats: 1, seed: 0 })).toThrow(/repeats/);
    expect(() => chanceDistanceOfBest(training, { law, count: 9, seed: -1 })).toThrow(/seed/);
    expect(() => chanceDistanceOfBest(fromNested([1]), { law, count: 9, seed: 0 })).toThrow(ShapeError);
  });
});

describe('drawPoints', () => {
  test('laws have the scale they name', () => {
    const sphere = drawPoints({ kind: 'sphere', radius: 3 }, 4, 5, makeRandom(0));
    for (let i = 0; i < 4; i++) expect(Math.hypot(...sphere.data.subarray(5 * i, 5 * i + 5))).toBeCloseTo(3, 12);
    const uniform = drawPoints({ kind: 'uniform', low: 2, high: 3 }, 10, 10, makeRandom(0)).data;
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...uniform)).toBeLessThan(3);
    const normal = drawPoints({ kind: 'normal', standardDeviation: 2 }, 100, 100, makeRandom(0)).data;
    expect(Float64Array.from(normal).reduce((sum, value) => sum + value * value, 0) / 1e4).toBeCloseTo(4, 0);
  });

  test('refuses scales out of range', () => {
    expect(() => drawPoints({ kind: 'normal', standardDeviation: -1 }, 1, 1, makeRandom(0))).toThrow(DomainError);
    expect(() => drawPoints({ kind: 'sphere', radius: Number.NaN }, 1, 1, makeRandom(0))).toThrow(DomainError);
    expect(() => drawPoints({ kind: 'uniform', low: 1, high: 0 }, 1, 1, makeRandom(0))).toThrow(DomainError);
  });
});
