import type { JsonObject } from '../engine/json.ts';
import type { AttackSettings } from '../steps/attack-config.ts';

/** The attack as it is, in tables of variants. */
export const asItIs = 'as it is';

/** One change to an attack. */
export interface Variant {
  /** By the names in the registry of attacks. */
  readonly settings?: AttackSettings['settings'];
  /** Of the configuration, where the registry has no setting for it. */
  readonly changes?: JsonObject;
  /** Factor on the number of candidates; 1 unless given. */
  readonly candidates?: number;
}

const slow = { stepSize: 0.5, lambdaStepSize: 2e-3, maxIterations: 4000 };

const shared: Readonly<Record<string, Variant>> = {
  'box [-1, 1]': { settings: { bounds: 'unit' } },
  'no box': { settings: { bounds: 'none' } },
  'constant step': { settings: { schedule: 'constant' } },
  'start in the row space': { settings: { start: 'row-space', startRadius: 0.095 } },
  'start at clusters of rows': { settings: { start: 'rows', startRadius: 0.095 } },
  'start by linear solves': { settings: { start: 'linear', startRadius: 8 } },
};

/** Changes to the KKT attack. A further line here is a further row of the table. */
const kkt: Readonly<Record<string, Variant>> = {
  [asItIs]: {},
  ...shared,
  'no floor under the multipliers': { settings: { lambdaMin: 0 } },
  'half the candidates': { candidates: 0.5 },
  'a quarter of the candidates': { candidates: 0.25 },
  'alpha 20': { settings: { alpha: 20 } },
  'alpha 20 to 300': { settings: { alpha: [20, 300] } },
  'start ten times larger': { settings: { initScale: 0.034 } },
  'momentum SGD': { settings: { optimizer: 'sgd', ...slow } },
  Nesterov: { settings: { optimizer: 'nesterov', ...slow } },
  'row-wise Adam': { settings: { optimizer: 'row-adam' } },
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
  'no annealing of the noise': { changes: { noise: { from: 1e-4, to: 1e-4 } } },
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
  return { changes: { candidateUpdates } };
}

function mergeAndReSeed(source: string): Variant {
  return updates(
    { kind: 'merge', every: 400, until: 1200, cosine: 0.9 },
    { kind: 're-seed', every: 400, until: 1200, source, multiplier: 0.3 },
  );
}
