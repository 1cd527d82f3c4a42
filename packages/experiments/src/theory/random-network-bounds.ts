import type { Claim } from '@noprior/report';
import type { Experiment, PointResult } from '../engine/experiment.ts';
import { boundsChart, boundsTable, holdsClaim, type NamedComparison } from './bounds/bound-summary.ts';
import type { BoundName } from './bounds/bound-trials.ts';
import { boundTrialsKind } from './steps/bound-trials-kind.ts';
import { verdictOf } from './summary-values.ts';

/** What is varied. */
export type RandomBoundPoint = { readonly bound: BoundName };

interface TrialSizes {
  readonly trials: number;
}

type RandomBoundKinds = { readonly trials: typeof boundTrialsKind };

const bounds = ['near-subspace', 'distance-almost-kkt', 'delta-almost-kkt'] as const;
/** Relative difference up to which an equality counts as exact. */
const exactness = 1e-6;

/** The bounds of the theory beside the exact ratio test, on thousands of random networks. */
export const randomNetworkBounds: Experiment<RandomBoundPoint, TrialSizes, RandomBoundKinds> = {
  name: 'random-network-bounds',
  title: 'Bounds on random networks',
  about:
    'Random networks of 2 to 4 layers with random data, labels and multipliers, from far from KKT to exact. ' +
    'Near-subspace and distance-almost-KKT predict a split radius, which the exact ratio test measures. ' +
    'Delta-almost-KKT predicts the largest split that keeps lambda (q - p) below delta, which is measured by bisection over margins of real points: an equality, so that rounding shows on both sides.',
  scales: {
    smoke: { grid: { bound: bounds }, seeds: [1], sizes: { trials: 10 } },
    cpu: { grid: { bound: bounds }, seeds: [1], sizes: { trials: 2000 } },
    paper: { grid: { bound: bounds }, seeds: [1, 2, 3, 4, 5], sizes: { trials: 10_000 } },
  },
  stages: {
    trials: {
      kind: boundTrialsKind,
      parameters: ({ bound }, seed, { trials }) => ({ bound, trials, seed }),
      seconds: (_, __, { trials }) => 0.3 + 0.05 * trials,
    },
  },
  summarize: (results) => {
    const rows = results.flatMap(toRow);
    return {
      claims: [holdsClaim(rows.filter(({ values }) => values.bound !== 'delta-almost-kkt')), exactClaim(rows)],
      tables: [boundsTable(rows)],
      charts: [boundsChart('Predicted by measured, random networks', rows)],
    };
  },
};

function toRow({ seed, stages }: PointResult<RandomBoundPoint, RandomBoundKinds>): NamedComparison[] {
  const values = stages.trials?.values;
  return values === undefined ? [] : [{ name: `random, seed ${seed}`, values }];
}

function exactClaim(all: readonly NamedComparison[]): Claim {
  const rows = all.flatMap(({ values }) => (values.bound === 'delta-almost-kkt' ? [values] : []));
  const least = rows.flatMap(({ tightness }) => tightness?.min ?? []);
  const violations = rows.map(({ largestViolation }) => largestViolation);
  return {
    claim: 'The delta-almost-KKT limit is exact.',
    rule: 'Agrees if prediction / measurement is within 1e-6 of 1 in every trial.',
    measured: [
      { name: 'trials', value: rows.reduce((sum, { trials }) => sum + trials, 0) },
      { name: 'smallest prediction / measurement', value: least.length === 0 ? null : Math.min(...least) },
      { name: 'largest prediction / measurement - 1', value: Math.max(0, ...violations) },
    ],
    verdict: verdictOf(
      rows.length,
      Math.min(...least) >= 1 - exactness && violations.every((value) => value <= exactness),
    ),
  };
}
