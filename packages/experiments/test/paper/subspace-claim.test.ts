import type { Claim } from '@noprior/report';
import { expect, test } from 'vitest';
import { priorStrength, type StrengthPoint } from '../../src/paper/prior-strength.ts';
import type { PriorName } from '../../src/paper/priors.ts';
import type { ReconstructionResult } from '../../src/paper/reconstruction-table.ts';
import type { ScoreValues } from '../../src/steps/score-kind.ts';
import { attack, result, score, scoreSummary } from '../made-up-results.ts';

// Verdicts on results that are made up, on both sides of every rule.

const prior = 'training subspace, rank 20';

function strength(
  name: PriorName,
  seed: number,
  own: number,
  beside: Partial<ScoreValues> = {},
): ReconstructionResult<StrengthPoint> {
  return result({ prior: name, shift: 0, assumedShift: 0 }, seed, {
    score: score(scoreSummary(19, own), beside),
    attack: attack(name === prior ? { subspaceRank: 19 } : {}),
  });
}

/** Median cosines by seed: of the attack without a subspace, within it, and of points of it without the network. */
function claimOf(seeds: readonly (readonly [without: number, own: number, drawn: number])[]): Claim {
  const results = seeds.flatMap(([without, own, drawn], seed) => [
    strength('all that fits', seed, without),
    strength(prior, seed, own, { subspace: scoreSummary(19, drawn), oracleBound: scoreSummary(20, 1) }),
  ]);
  const { claims } = priorStrength.summarize(results, priorStrength.scales.cpu);
  return claims.find(({ case: of = [] }) => of.some(({ value }) => value === prior))!;
}

test('it helps if it is better than without, and than points that need no network', () => {
  const helps = claimOf([
    [0.9, 0.97, 0.65],
    [0.91, 0.98, 0.6],
    [0.88, 0.96, 0.7],
  ]);
  expect(helps.verdict).toBe('agrees');
  const measured = (part: string) => helps.measured.find(({ name }) => name.includes(part))?.value;
  expect(measured('directions asked for')).toBe(20);
  expect(helps.measured.find(({ name }) => name === 'directions')?.value).toBe(19);
  // 0.07, 0.07 and 0.08.
  expect(measured('difference to the attack')).toMatchObject({ count: 3, value: expect.closeTo(0.22 / 3, 12) });
});

test('points without the network that are as good take the credit', () => {
  const seeds = [0.97, 0.98, 0.96].map((own, at) => [0.5, own, own + 0.01 * (at - 1)] as const);
  expect(claimOf(seeds).verdict).toBe('undecided');
  expect(claimOf([0.97, 0.98, 0.96].map((own) => [0.5, own, own + 0.01] as const)).verdict).toBe('disagrees');
});

test('worse than without, or too few seeds', () => {
  expect(
    claimOf([
      [0.9, 0.8, 0.6],
      [0.9, 0.81, 0.6],
      [0.9, 0.79, 0.6],
    ]).verdict,
  ).toBe('disagrees');
  expect(
    claimOf([
      [0.9, 0.8, 0.6],
      [0.7, 0.81, 0.6],
      [0.9, 0.89, 0.6],
    ]).verdict,
  ).toBe('undecided');
  expect(claimOf([[0.5, 0.9, 0.6]]).verdict).toBe('undecided');
  expect(claimOf([]).verdict).toBe('undecided');
});

test('the table has what needs no network, and what no attack exceeds', () => {
  const results = [
    strength('all that fits', 1, 0.9),
    strength(prior, 1, 0.97, { subspace: scoreSummary(19, 0.65), oracleBound: scoreSummary(20, 1) }),
  ];
  const [table] = priorStrength.summarize(results, priorStrength.scales.cpu).tables;
  const names = table!.rows.map(([name]) => String(name));
  expect(names.slice(0, 2)).toEqual(['all that fits', prior]);
  expect(names.slice(2).every((name) => name.startsWith(`${prior}: `))).toBe(true);
  expect(names).toHaveLength(4);
  expect(table!.rows[2]?.[3]).toMatchObject({ value: 0.65 });
});
