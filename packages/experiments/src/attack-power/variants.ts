import type { JsonObject } from '../engine/json.ts';

/** The attack as it is, in tables of variants. */
export const asItIs = 'as it is';

/** One change to an attack. */
export interface Variant {
  /** Changes to its settings; `null` removes one. */
  readonly settings?: JsonObject;
  /** Factor on the number of candidates; 1 unless given. */
  readonly candidates?: number;
}

const linear = { kind: 'linear', radius: 8, rounds: 100, damping: 0.1, ridge: 1e-3, most: 1.5 };
const noAdam = { beta1: null, beta2: null, epsilon: null };
const slow = { stepSize: 0.5, lambdaStepSize: 2e-3, maxIterations: 4000 };

const shared: Readonly<Record<string, Variant>> = {
  'box [-1, 1]': { settings: { prior: { box: { low: -1, high: 1 } } } },
  'no box': { settings: { prior: { box: null } } },
  'constant step': { settings: { schedule: 'constant' } },
  'start in the row space': { settings: { start: { kind: 'row-space', radius: 0.095 } } },
  'start at clusters of rows': { settings: { start: { kind: 'rows', radius: 0.095 } } },
  'start by linear solves': { settings: { start: linear } },
};

/** Changes to the KKT attack. A further line here is a further row of the table. */
const kkt: Readonly<Record<string, Variant>> = {
  [asItIs]: {},
  ...shared,
  'no floor under the multipliers': { settings: { prior: { lambdaMin: 0 } } },
  'half the candidates': { candidates: 0.5 },
  'a quarter of the candidates': { candidates: 0.25 },
  'alpha 20': { settings: { alpha: 20 } },
  'alpha 20 to 300': { settings: { alpha: { from: 20, to: 300 } } },
  'start ten times larger': { settings: { prior: { initialisation: { scale: 0.034 } } } },
  'momentum SGD': { settings: { optimizer: { kind: 'sgd', momentum: 0.9, ...noAdam }, ...slow } },
  Nesterov: { settings: { optimizer: { kind: 'nesterov', momentum: 0.9, ...noAdam }, ...slow } },
  'row-wise Adam': { settings: { optimizer: { kind: 'row-adam' } } },
  'multipliers by least squares': updates({ kind: 'fit-multipliers', every: 100 }),
  prune: updates({ kind: 'prune', every: 500, from: 1000, share: 0.3 }),
  merge: updates({ kind: 'merge', every: 500, from: 1000, cosine: 0.9 }),
  'merge, re-seed from the prior': mergeAndReSeed('prior'),
  'merge, re-seed from the residual': mergeAndReSeed('residual'),
  'half the candidates, split': {
    candidates: 0.5,
    ...updates({ kind: 'split', every: 400, until: 1200, limit: 10, distance: 0.1 }),
  },
  'solve the first layer': updates({ kind: 'solve-first-layer', every: 500, rounds: 3, ridge: 0.1 }),
};

/** Changes to the evidence attack. */
const evidence: Readonly<Record<string, Variant>> = {
  [asItIs]: {},
  ...shared,
  'no annealing of the noise': { settings: { noise: { from: 1e-4, to: 1e-4 } } },
  'misfit 0.1': { settings: { misfit: 0.1 } },
  'misfit 1': { settings: { misfit: 1 } },
  'contrast 3': { settings: { contrast: 3 } },
  'twice the candidates': { candidates: 2 },
  'twice the iterations': { settings: { maxIterations: 3000 } },
  'half the iterations': { settings: { maxIterations: 750 } },
};

/** Variants by attack and name. */
export const variants: Readonly<Record<'kkt' | 'evidence', Readonly<Record<string, Variant>>>> = { kkt, evidence };

function updates(...candidateUpdates: readonly JsonObject[]): Variant {
  return { settings: { candidateUpdates } };
}

function mergeAndReSeed(source: string): Variant {
  return updates(
    { kind: 'merge', every: 400, until: 1200, cosine: 0.9 },
    { kind: 're-seed', every: 400, until: 1200, source, multiplier: 0.3 },
  );
}
