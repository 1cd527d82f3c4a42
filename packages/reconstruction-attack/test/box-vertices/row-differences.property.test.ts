import { makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowDifferences } from '../../src/box-vertices/row-differences.ts';
import { dot } from './planted-span-basis.ts';

const options = { rowCosine: 0.3, signalToNoise: 5, noise: 0, count: 1000 };
const norm = (a: ArrayLike<number>) => Math.sqrt(dot(a, a));
const normals = (count: number, rank: number, seed: number) => {
  const random = makeRandom(seed).fork('rows');
  return Array.from({ length: count }, () => Float64Array.from({ length: rank }, () => random.normal()));
};

it('gives exactly the sample by which two rows differ, where the other row is orthogonal to it', () => {
  // 3 (2 w + v) and w with v orthogonal to w.
  const w = Float64Array.from([1, 2, 2, 0]);
  const v = Float64Array.from([0, 1, -1, 5]);
  const rows = [w.map((value, k) => 3 * (2 * value + v[k]!)), w];
  const found = rowDifferences(rows, { ...options, random: makeRandom(1) });
  expect(found).toHaveLength(2);
  const cosines = found.map((u) => dot(u, v) / norm(v)).sort((a, b) => b - a);
  expect(cosines[0]).toBeCloseTo(1, 12);
  // The other one is w less what of it lies along the first row.
  expect(cosines[1]).toBeLessThan(0);
});

it('gives the sample by which two rows differ, less what of it lies along the other row', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 }),
      fc.double({ min: 0.2, max: 3, noNaN: true }),
      fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      fc.nat(1_000_000),
      (rank, multiple, share, seed) => {
        const [w, x] = normals(2, rank, seed) as [Float64Array, Float64Array];
        const rows = [w.map((value, k) => multiple * value + share * multiple * x[k]!), w];
        const along = dot(x, w) / dot(w, w);
        const expected = x.map((value, k) => value - along * w[k]!);
        fc.pre(norm(expected) > 1e-3 && Math.abs(dot(rows[0]!, w)) > 0.4 * norm(rows[0]!) * norm(w));
        const found = rowDifferences(rows, { ...options, random: makeRandom(seed) });
        expect(found).toHaveLength(2);
        const best = Math.max(...found.map((u) => dot(u, expected) / norm(expected)));
        expect(best).toBeCloseTo(1, 9);
      },
    ),
    { seed: 20261125, numRuns: 100 },
  );
});

it('gives unit vectors orthogonal to one of the rows, never more than asked for, no pair twice, the same for the same seed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(1_000_000),
      (neurons, rank, count, seed) => {
        const rows = normals(neurons, rank, seed);
        const draw = (limit: number, stream: number) =>
          rowDifferences(rows, { ...options, count: limit, random: makeRandom(stream) });
        const found = draw(count, seed);
        const all = draw(neurons ** 2, seed);
        const comparable = rows.flatMap((a, j) =>
          rows.filter((b, k) => k !== j && Math.abs(dot(a, b)) >= options.rowCosine * norm(a) * norm(b)),
        ).length;
        expect(all).toHaveLength(comparable);
        expect(found).toEqual(all.slice(0, count));
        expect(draw(count, seed)).toEqual(found);
        const text = (u: Float64Array) => u.join();
        expect(new Set(all.map(text)).size).toBe(all.length);
        expect(
          draw(neurons ** 2, seed + 1)
            .map(text)
            .sort(),
        ).toEqual(all.map(text).sort());
        for (const u of all) {
          expect(norm(u)).toBeCloseTo(1, 12);
          expect(Math.min(...rows.map((row) => Math.abs(dot(u, row)) / norm(row)))).toBeLessThan(1e-10);
        }
      },
    ),
    { seed: 20261125, numRuns: 60 },
  );
});

it('leaves out what does not stand above the noise of both rows', () => {
  const w = Float64Array.from([1, 0, 0, 0]);
  // A difference of 0.1 along the second axis, from 1 and 2 times the same row: noise sigma sqrt(4 (1 + factor^2)).
  for (const multiple of [1, 2]) {
    const rows = [Float64Array.from([multiple, 0.1, 0, 0]), w];
    const edge = 0.1 / (5 * Math.sqrt(4 * (1 + multiple ** 2)));
    const kept = (noise: number) =>
      rowDifferences(rows, { ...options, noise, random: makeRandom(0) }).some((u) => u[1]! > 0.999);
    expect(kept(0.99 * edge)).toBe(true);
    expect(kept(1.01 * edge)).toBe(false);
  }
});

it.each([
  [
    'multiples of one another, without noise',
    [
      [0.1, 0.2, 0.7],
      [0.3, 0.6, 2.1],
      [-0.07, -0.14, -0.49],
    ],
  ],
  [
    'more than the cosine apart',
    [
      [1, 0, 0],
      [0.2, 1, 0],
      [0, 0, 1],
    ],
  ],
  [
    'of zeros',
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ],
  ['alone', [[1, 2, 3]]],
  ['missing', []],
])('gives nothing for rows that are %s', (_, rows) => {
  const random = makeRandom(0);
  expect(
    rowDifferences(
      rows.map((row) => Float64Array.from(row)),
      { ...options, random },
    ),
  ).toEqual([]);
});
