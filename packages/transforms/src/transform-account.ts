import type { Candidates, Scale } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, mapRecord } from '@noprior/tensor';
import { type KktState, kktState } from './kkt-state.ts';
import type { CellTolerances } from './tolerances.ts';

/** Options that every transform has. */
export interface TransformOptions extends CellTolerances {
  /** Unit of the multipliers; default `sum`, as in kkt-loss. */
  readonly scale?: Scale;
  /** Margin of the problem; default the smallest margin before the transform. */
  readonly p?: number;
  /** Transform even if the premise is broken, and let the account show what that did; default false. */
  readonly force?: boolean;
}

/** What was compared to know that the premise holds. */
export interface PatternCheck {
  /** Points whose activation patterns were computed, before and after the transform. */
  readonly points: number;
  /** Hidden layers. */
  readonly layers: number;
  /** Hidden units of all layers together: so many comparisons for each new point. */
  readonly units: number;
  /** Pairs of a new point and a hidden unit that is on another side than at the points it came from; 0 unless forced. */
  readonly changedUnits: number;
  /** Pairs of a transformed point and a hidden unit that stands on its kink there. */
  readonly kinkUnits: number;
  /** Pairs of a split point and a hidden unit whose slope was rounding noise and was taken to be 0. */
  readonly slopesTakenAsZero: number;
}

/** A transform in numbers. */
export interface TransformAccount {
  readonly before: KktState;
  readonly after: KktState;
  /** |L_stationary after - before| / before; 0 if neither is above 0. */
  readonly stationarityChange: number;
  /** The same for each parameter tensor: most of L_stationary may be memory of the initialisation in one of them, beside
   * which changes of the others do not show. */
  readonly changeByTensor: Readonly<Record<string, number>>;
  readonly patterns: PatternCheck;
}

/** Candidates that a transform made, with its account. */
export interface Transformed {
  readonly candidates: Candidates;
  readonly account: TransformAccount;
}

/** No check at all, to add to. */
export const noPatternCheck: PatternCheck = {
  points: 0,
  layers: 0,
  units: 0,
  changedUnits: 0,
  kinkUnits: 0,
  slopesTakenAsZero: 0,
};

/** Checks of two transforms of one network together. */
export function addPatternChecks(a: PatternCheck, b: PatternCheck): PatternCheck {
  return {
    points: a.points + b.points,
    layers: Math.max(a.layers, b.layers),
    units: Math.max(a.units, b.units),
    changedUnits: a.changedUnits + b.changedUnits,
    kinkUnits: a.kinkUnits + b.kinkUnits,
    slopesTakenAsZero: a.slopesTakenAsZero + b.slopesTakenAsZero,
  };
}

/** Account of a transform: both sides measured with the p of the side before.
 *
 * @throws {DomainError} for a p that is not finite
 */
export async function makeAccount(
  backend: Backend,
  network: ReluNetwork,
  before: Candidates,
  after: Candidates,
  patterns: PatternCheck,
  options: TransformOptions,
): Promise<TransformAccount> {
  const { scale = 'sum' } = options;
  const first = await kktState(backend, network, before, {
    scale,
    ...definedOnly({ p: options.p }),
  });
  const second = await kktState(backend, network, after, { scale, p: first.p });
  return compareStates(first, second, patterns);
}

/** Account of two states. */
export function compareStates(before: KktState, after: KktState, patterns: PatternCheck): TransformAccount {
  return {
    before,
    after,
    stationarityChange: relativeChange(before.stationarity, after.stationarity),
    changeByTensor: mapRecord(before.byTensor, (value, name) => relativeChange(value, after.byTensor[name]!)),
    patterns,
  };
}

/** |after - before| / before; 0 if nothing changed. */
function relativeChange(before: number, after: number): number {
  return after === before ? 0 : Math.abs(after - before) / before;
}
