import type { EvidenceAttackConfig, KktAttackConfig, StartConfig } from '@noprior/reconstruction-attack';

/** What an ablation changes in a configuration; what is left out stays. It is plain JSON, so that a finished job tells which
 * change it measured. */
export interface VariantChange<Config> {
  readonly config?: Partial<Omit<Config, 'prior' | 'seed' | 'dtype'>>;
  /** Bounds of the points: [0 - mean, 1 - mean] unless given. */
  readonly box?: 'unit' | 'none';
  /** Factor on the number of candidates; 1 unless given. */
  readonly candidates?: number;
  readonly lambdaMin?: number;
  /** Standard deviation of the starting points. */
  readonly startScale?: number;
  /** Where candidates begin, if not by the law of the prior. */
  readonly start?: StartConfig;
}

const base = 'as it is';

const linearSolves: StartConfig = { kind: 'linear', radius: 8, rounds: 100, damping: 0.1, ridge: 1e-3, most: 1.5 };

/** Changes to the preset `adam-box`. A further line here is a further row of the table. */
export const kktVariants: Readonly<Record<string, VariantChange<KktAttackConfig>>> = {
  [base]: {},
  'box [-1, 1]': { box: 'unit' },
  'no box': { box: 'none' },
  'no floor under the multipliers': { lambdaMin: 0 },
  'half the candidates': { candidates: 0.5 },
  'a quarter of the candidates': { candidates: 0.25 },
  'constant step': { config: { schedule: 'constant' } },
  'alpha 20': { config: { alpha: 20 } },
  'alpha 20 to 300': { config: { alpha: { from: 20, to: 300 } } },
  'start ten times larger': { startScale: 0.034 },
  'momentum SGD': {
    config: { optimizer: { kind: 'sgd', momentum: 0.9 }, stepSize: 0.5, lambdaStepSize: 2e-3, maxIterations: 4000 },
  },
  Nesterov: {
    config: {
      optimizer: { kind: 'nesterov', momentum: 0.9 },
      stepSize: 0.5,
      lambdaStepSize: 2e-3,
      maxIterations: 4000,
    },
  },
  'row-wise Adam': { config: { optimizer: { kind: 'row-adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } } },
  'start in the row space': { start: { kind: 'row-space', radius: 0.095 } },
  'start at clusters of rows': { start: { kind: 'rows', radius: 0.095 } },
  'start by linear solves': { start: linearSolves },
  'multipliers by least squares': { config: { candidateUpdates: [{ kind: 'fit-multipliers', every: 100 }] } },
  prune: { config: { candidateUpdates: [{ kind: 'prune', every: 500, from: 1000, share: 0.3 }] } },
  merge: { config: { candidateUpdates: [{ kind: 'merge', every: 500, from: 1000, cosine: 0.9 }] } },
  'merge, re-seed from the prior': {
    config: {
      candidateUpdates: [
        { kind: 'merge', every: 400, until: 1200, cosine: 0.9 },
        { kind: 're-seed', every: 400, until: 1200, source: 'prior', multiplier: 0.3 },
      ],
    },
  },
  'merge, re-seed from the residual': {
    config: {
      candidateUpdates: [
        { kind: 'merge', every: 400, until: 1200, cosine: 0.9 },
        { kind: 're-seed', every: 400, until: 1200, source: 'residual', multiplier: 0.3 },
      ],
    },
  },
  'half the candidates, split': {
    candidates: 0.5,
    config: { candidateUpdates: [{ kind: 'split', every: 400, until: 1200, limit: 10, distance: 0.1 }] },
  },
  polish: { config: { candidateUpdates: [{ kind: 'solve-first-layer', every: 500, rounds: 3, ridge: 0.1 }] } },
};

/** Changes to the evidence attack's defaults. */
export const evidenceVariants: Readonly<Record<string, VariantChange<EvidenceAttackConfig>>> = {
  [base]: {},
  'no annealing of the noise': { config: { noise: { from: 1e-4, to: 1e-4 } } },
  'misfit 0.1': { config: { misfit: 0.1 } },
  'misfit 1': { config: { misfit: 1 } },
  'contrast 3': { config: { contrast: 3 } },
  'box [-1, 1]': { box: 'unit' },
  'no box': { box: 'none' },
  'twice the candidates': { candidates: 2 },
  'constant step': { config: { schedule: 'constant' } },
  'twice the iterations': { config: { maxIterations: 3000 } },
  'half the iterations': { config: { maxIterations: 750 } },
  'start in the row space': { start: { kind: 'row-space', radius: 0.095 } },
  'start at clusters of rows': { start: { kind: 'rows', radius: 0.095 } },
  'start by linear solves': { start: linearSolves },
};
