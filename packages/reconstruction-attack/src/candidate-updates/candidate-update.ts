import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend, Random } from '@noprior/tensor';
import type { KktAttackConfig } from '../kkt/kkt-attack-config.ts';

/** What a candidate update may use. */
export interface CandidateUpdateContext {
  readonly backend: Backend;
  readonly network: ReluNetwork;
  readonly config: KktAttackConfig;
  /** Sharpness of the surrogate derivative at this iteration. */
  readonly alpha: number;
  /** A stream of its own for each candidate update and each iteration. */
  readonly random: Random;
}

/** Candidates after a candidate update. */
export interface CandidateChange {
  readonly candidates: Candidates;
  /** For every row, the row of before whose optimizer state it goes on with, or -1 for a new one, whose state is 0. */
  readonly origin: readonly number[];
  /** The value that must not rise: the total, for `split` L_stationary. Left out by those that give no such promise. */
  readonly loss?: { readonly before: number; readonly after: number };
}

/** What happens to candidates between two iterations of an attack. Inside one, multipliers are in the unit that it
 * works in, that of `config.scale`. */
export interface CandidateUpdate {
  /** @returns undefined where there is nothing to change */
  apply(candidates: Candidates, context: CandidateUpdateContext): Promise<CandidateChange | undefined>;
}

/** What a candidate update did. */
export interface CandidateUpdateRecord {
  /** Updates done before it. */
  readonly iteration: number;
  readonly kind: string;
  /** Number of candidates before and after. */
  readonly before: number;
  readonly after: number;
  /** Number of those after that go on with the optimizer's state of one before. */
  readonly kept: number;
  /** As in {@link CandidateChange}. */
  readonly loss?: { readonly before: number; readonly after: number };
}
