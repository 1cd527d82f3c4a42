import { DomainError, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { choicePrecision } from '../../src/ranking/choice-precision.ts';
import { rankCandidates } from '../../src/ranking/rank-candidates.ts';
import { runAgreement } from '../../src/ranking/run-agreement.ts';
import { candidatesOf, pick, plantedCases, plantedRuns, shuffled } from './planted-runs.ts';

it('merges over runs, multipliers per run, and says where each came from', () => {
  const runs = [
    candidatesOf(
      [
        [0, 0, 1],
        [2, 0, 0],
      ],
      { lambda: [1, 3] },
    ),
    candidatesOf(
      [
        [4, 0, 0],
        [0, 1, 0],
      ],
      { lambda: [5, 1] },
    ),
  ];
  const ranked = rankCandidates(runs);
  expect(ranked.x.shape).toEqual([3, 3]);
  expect([...ranked.x.data.subarray(0, 3)]).toEqual([3, 0, 0]);
  expect([...ranked.lambda.data]).toEqual([4, 0.5, 0.5]);
  expect([...ranked.agreement.data]).toEqual([1, 0, 0]);
  expect(ranked.sizes).toEqual([2, 1, 1]);
  expect(ranked.runCounts).toEqual([2, 1, 1]);
  expect(ranked.sources[0]).toEqual([
    { run: 1, candidate: 0 },
    { run: 0, candidate: 1 },
  ]);
});

it('two candidates of one run are one run', () => {
  const ranked = rankCandidates([
    candidatesOf([
      [1, 0],
      [2, 0],
    ]),
    candidatesOf([[0, 1]]),
  ]);
  expect(ranked.sizes).toEqual([2, 1]);
  expect(ranked.runCounts).toEqual([1, 1]);
});

it('negative agreements are ranked as well', () => {
  const runs = [
    candidatesOf([
      [-1, 0.5],
      [-1, 2],
    ]),
    candidatesOf([[1, 0]]),
  ];
  const ranked = rankCandidates(runs, { minCosine: 0.99 });
  const { data } = ranked.agreement;
  expect(data[0]).toBeLessThan(0);
  expect([...data]).toEqual([...data].sort((a, b) => b - a));
});

it('planted points come first, merged into one each, and their choice is precise', () => {
  fc.assert(
    fc.property(...plantedCases, (seed, count, planted) => {
      const { truth, runs, isPlanted } = plantedRuns({ seed, runs: count, planted, junk: 5 });
      const ranked = rankCandidates(runs);
      ranked.sources.forEach((sources, rank) => {
        for (const { run, candidate } of sources) expect(isPlanted[run]![candidate]).toBe(rank < planted);
      });
      expect(ranked.runCounts.slice(0, planted)).toEqual(Array.from({ length: planted }, () => count));
      const found = choicePrecision(ranked, truth, { at: [planted] });
      expect(found).toMatchObject({ precision: [1], recall: [1] });
      expect(found.averagePrecision).toBeCloseTo(1, 12);
    }),
    { numRuns: 40 },
  );
});

it('accounts for every candidate once, with agreements that do not rise and are the highest of the members', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      (seed, minCosine) => {
        const { runs } = plantedRuns({ seed, runs: 3, planted: 2, junk: 4 });
        const agreement = runAgreement(runs);
        const ranked = rankCandidates(runs, { minCosine });
        const names = ranked.sources.flat().map(({ run, candidate }) => `${run}.${candidate}`);
        expect(new Set(names).size).toBe(18);
        expect(names.length).toBe(18);
        const { data } = ranked.agreement;
        expect([...data]).toEqual([...data].sort((a, b) => b - a));
        ranked.sources.forEach((sources, rank) => {
          const values = sources.map(({ run, candidate }) => agreement[run]!.agreement.data[candidate]!);
          expect(data[rank]).toBe(Math.max(...values));
        });
      },
    ),
    { numRuns: 40 },
  );
});

it('the order of runs and candidates changes nothing but the indices, to the bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 2, max: 4 }), (seed, count) => {
      const { runs } = plantedRuns({ seed, runs: count, planted: 3, junk: 3 });
      const random = makeRandom(seed).fork('again');
      const moved = shuffled(count, random.fork('runs')).map((run) =>
        pick(runs[run]!, shuffled(6, random.fork(`candidates ${run}`))),
      );
      const expected = rankCandidates(runs);
      expect({ ...rankCandidates(moved), sources: expected.sources }).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

it('refuses a single run and a cosine beyond 1', () => {
  const run = candidatesOf([[1, 0]]);
  expect(() => rankCandidates([run])).toThrow(DomainError);
  expect(() => rankCandidates([run])).toThrow(/at least 2 runs/);
  expect(() => rankCandidates([run, run], { minCosine: 2 })).toThrow(/rankCandidates: minCosine must be in/);
});
