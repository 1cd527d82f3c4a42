import { DomainError, fromNested, makeRandom, ShapeError } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterCandidates } from '../../src/ranking/cluster-candidates.ts';
import { candidatesOf, pick, plantedRuns, rowsOf, shuffled } from './planted-runs.ts';

describe('by hand', () => {
  it('merges what points the same way, the heaviest first, with a weighted mean and the sum of the multipliers', () => {
    const result = clusterCandidates(
      candidatesOf(
        [
          [1, 0],
          [0, 5],
          [3, 0],
        ],
        { lambda: [2, 0.1, 2] },
      ),
    );
    expect(result.members).toEqual([[2, 0], [1]]);
    expect(result.sizes).toEqual([2, 1]);
    // Weights 6 and 2: (3 * 6 + 1 * 2) / 8.
    expect(rowsOf(result.x)).toEqual([
      [2.5, 0],
      [0, 5],
    ]);
    expect([...result.lambda.data]).toEqual([4, 0.1]);
  });

  it('keeps labels apart', () => {
    const twins = candidatesOf(
      [
        [1, 1],
        [1, 1],
      ],
      { y: [1, -1] },
    );
    const result = clusterCandidates(twins);
    expect(result.sizes).toEqual([1, 1]);
    expect([...result.y.data]).toEqual([1, -1]);
  });

  it('measures from the leader, not along a chain', () => {
    const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const chain = candidatesOf([at(0), at(10), at(20)], { lambda: [3, 2, 1] });
    expect(clusterCandidates(chain, { minCosine: Math.cos((15 * Math.PI) / 180) }).members).toEqual([[0, 1], [2]]);
    const fromTheMiddle = { minCosine: Math.cos((15 * Math.PI) / 180), weights: fromNested([1, 2, 1]) };
    expect(clusterCandidates(chain, fromTheMiddle).members).toEqual([[1, 0, 2]]);
  });

  it('a negative multiplier has no weight, and without any weight the mean is plain', () => {
    const rows = [
      [1, 0],
      [3, 0],
    ];
    expect([...clusterCandidates(candidatesOf(rows, { lambda: [1, -1] })).x.data]).toEqual([1, 0]);
    const result = clusterCandidates(candidatesOf(rows, { lambda: [-2, -1] }));
    expect([...result.x.data]).toEqual([2, 0]);
    expect([...result.lambda.data]).toEqual([-3]);
  });

  it('a zero vector stands alone', () => {
    expect(
      clusterCandidates(
        candidatesOf([
          [0, 0],
          [0, 0],
          [1, 0],
        ]),
      ).sizes,
    ).toEqual([1, 1, 1]);
  });

  it('survives values whose squares are beyond float64', () => {
    const result = clusterCandidates(
      candidatesOf([
        [1e200, 0],
        [1e-200, 0],
      ]),
    );
    expect(result.sizes).toEqual([2]);
  });
});

it('is a partition whose members are near their leader, and leaders of a label are apart', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 25 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      (seed, count, minCosine) => {
        const rows = rowsOf(makeRandom(seed).normalTensor([count, 3], 1, 'float64'));
        const candidates = candidatesOf(rows, { y: rows.map((_, i) => (i % 3 === 0 ? -1 : 1)) });
        const { members, lambda, y } = clusterCandidates(candidates, { minCosine });
        expect(members.flat().sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
        const cosine = (i: number, j: number) =>
          rows[i]!.reduce((sum, value, k) => sum + value * rows[j]![k]!, 0) /
          (Math.hypot(...rows[i]!) * Math.hypot(...rows[j]!));
        members.forEach((cluster, c) => {
          expect(lambda.data[c]).toBe(cluster.length);
          for (const member of cluster.slice(1)) {
            expect(cosine(cluster[0]!, member)).toBeGreaterThan(minCosine - 1e-12);
          }
          for (const member of cluster) expect(candidates.y.data[member]).toBe(y.data[c]);
          members.slice(0, c).forEach((earlier, e) => {
            if (y.data[e] === y.data[c]) expect(cosine(earlier[0]!, cluster[0]!)).toBeLessThan(minCosine + 1e-12);
          });
        });
      },
    ),
    { numRuns: 60 },
  );
});

it('the order of the candidates changes nothing, to the bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.boolean(), (seed, equalWeights) => {
      const [run] = plantedRuns({ seed, runs: 1, planted: 3, junk: 4 }).runs;
      const doubled = pick(run!, [0, 1, 2, 3, 4, 5, 6, 0, 1, 2]);
      const order = shuffled(10, makeRandom(seed).fork('again'));
      const options = equalWeights ? { weights: fromNested(order.map(() => 1)) } : {};
      const expected = clusterCandidates(doubled, options);
      const { members, ...actual } = clusterCandidates(pick(doubled, order), options);
      expect(expected.sizes.length).toBe(7);
      expect({ ...actual, members: expected.members }).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

const good = candidatesOf([
  [1, 2],
  [3, 4],
]);
it.each([
  [{ ...good, x: fromNested([1, 2]) }, {}, ShapeError, /x has shape \[2\], expected \[n, d\]/],
  [{ ...good, lambda: fromNested([1]) }, {}, ShapeError, /lambda has shape \[1\], expected \[2\]/],
  [{ ...good, y: fromNested([1, 1, 1]) }, {}, ShapeError, /y has shape \[3\]/],
  [{ ...good, y: fromNested([1, 0]) }, {}, DomainError, /labels -1 or \+1, got 0/],
  [
    {
      ...good,
      x: fromNested([
        [1, Number.NaN],
        [1, 2],
      ]),
    },
    {},
    DomainError,
    /x must be finite, got NaN/,
  ],
  [{ ...good, lambda: fromNested([1, Number.POSITIVE_INFINITY]) }, {}, DomainError, /lambda must be finite/],
  [candidatesOf([[1e300]], { lambda: [1e300] }), {}, DomainError, /weight lambda .* is Infinity/],
  [good, { minCosine: 1.5 }, DomainError, /minCosine must be in \[-1, 1\], got 1.5/],
  [good, { weights: fromNested([1]) }, ShapeError, /weights has shape \[1\]/],
  [good, { weights: fromNested([1, -1]) }, DomainError, /weights must be at least 0, got -1/],
])('refuses %#', (candidates, options, type, message) => {
  expect(() => clusterCandidates(candidates, options)).toThrow(type);
  expect(() => clusterCandidates(candidates, options)).toThrow(message);
});
