import type { AttackConfig, EvidenceAttackConfig } from '@noprior/reconstruction-attack';

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
}

const base = 'as it is';

/** Changes to the preset `adam-box`. A further line here is a further row of the table. */
export const kktVariants: Readonly<Record<string, VariantChange<AttackConfig>>> = {
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
  'multipliers by least squares every 100': { config: { interventions: [{ kind: 'fit-multipliers', every: 100 }] } },
  'prune every 250': { config: { interventions: [{ kind: 'prune', every: 250, until: 1250, share: 0.05 }] } },
  'merge, re-seed from the prior': {
    config: {
      interventions: [
        { kind: 'merge', every: 250, until: 1250, cosine: 0.95 },
        { kind: 're-seed', every: 250, until: 1250, source: 'prior', multiplier: 1 },
      ],
    },
  },
  'merge, re-seed from the residual': {
    config: {
      interventions: [
        { kind: 'merge', every: 250, until: 1250, cosine: 0.95 },
        { kind: 're-seed', every: 250, until: 1250, source: 'residual', multiplier: 1 },
      ],
    },
  },
  'split at saddles': {
    config: { interventions: [{ kind: 'split', every: 500, until: 1500, limit: 10, distance: 0.1 }] },
  },
  'polish at the end': { config: { interventions: [{ kind: 'polish', every: 2400, rounds: 3, ridge: 1e-2 }] } },
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
};
