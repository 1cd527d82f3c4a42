import { expect, test } from 'vitest';
import { findExperiments, type JsonObject, type PointResult, type Statement } from '../../src/index.ts';

// Verdicts on results that are made up, on both sides of every rule.

const experiment = findExperiments(['prior-strength'])[0]!;
const prior = 'training subspace, rank 20';

const score = (medianCosine: number): JsonObject => ({ aboveHeldOutMax: 19, count: 20, medianCosine });

function result(name: string, seed: number, values: JsonObject, rank = 19): PointResult {
  return {
    point: { prior: name, shift: 0, believed: 0 },
    seed,
    stages: {
      score: { key: 'score', values, seconds: 1 },
      attack: { key: 'attack', values: name === prior ? { subspaceRank: rank } : {}, seconds: 1 },
    },
  };
}

/** Median cosines by seed: of the attack without a subspace, within it, and of points of it without the network. */
function statement(seeds: readonly (readonly [without: number, own: number, drawn: number])[], rank = 19): Statement {
  const results = seeds.flatMap(([without, own, drawn], seed) => [
    result('all that fits', seed, { corrected: score(without) }),
    result(prior, seed, { corrected: score(own), subspace: score(drawn), ceiling: score(1) }, rank),
  ]);
  const { statements } = experiment.summarize(results, experiment.scales.cpu);
  return statements.find(({ claim }) => claim.includes(prior))!;
}

test('it helps if it is better than without, and than points that need no network', () => {
  const helps = statement([
    [0.9, 0.97, 0.65],
    [0.91, 0.98, 0.6],
    [0.88, 0.96, 0.7],
  ]);
  expect(helps.verdict).toBe('agrees');
  expect(helps.measured).toContain('Only 19 of 20 directions are there.');
  // 0.07, 0.07 and 0.08.
  expect(helps.measured).toContain('0.07333 [');
});

test('points without the network that are as good take the credit', () => {
  const seeds = [0.97, 0.98, 0.96].map((own, at) => [0.5, own, own + 0.01 * (at - 1)] as const);
  expect(statement(seeds).verdict).toBe('undecided');
  expect(statement([0.97, 0.98, 0.96].map((own) => [0.5, own, own + 0.01] as const)).verdict).toBe('disagrees');
});

test('worse than without, or too few seeds', () => {
  expect(
    statement([
      [0.9, 0.8, 0.6],
      [0.9, 0.81, 0.6],
      [0.9, 0.79, 0.6],
    ]).verdict,
  ).toBe('disagrees');
  expect(
    statement([
      [0.9, 0.8, 0.6],
      [0.7, 0.81, 0.6],
      [0.9, 0.89, 0.6],
    ]).verdict,
  ).toBe('undecided');
  expect(statement([[0.5, 0.9, 0.6]]).verdict).toBe('undecided');
  expect(statement([[0.5, 0.9, 0.6]], 20).measured).not.toContain('directions are there');
  expect(statement([]).verdict).toBe('undecided');
});

test('the table has what needs no network, and what no attack exceeds', () => {
  const results = [
    result('all that fits', 1, { corrected: score(0.9) }),
    result(prior, 1, { corrected: score(0.97), subspace: score(0.65), ceiling: score(1) }),
  ];
  const { rows } = experiment.summarize(results, experiment.scales.cpu).table;
  expect(rows.map(([name]) => name)).toEqual([
    'all that fits',
    prior,
    `${prior}: points of it without the network`,
    `${prior}: training images moved into it`,
  ]);
  expect(rows[2]?.[3]).toMatchObject({ value: 0.65 });
});
