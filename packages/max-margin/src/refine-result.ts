import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** Why a refineToKkt ended. `stalled`: no step along the residual, however short, made the norm smaller. */
export type RefineEnd = 'targetResidual' | 'maxIterations' | 'maxSeconds' | 'stalled' | 'aborted';

/** One iteration. */
export interface RefineRecord {
  readonly iteration: number;
  /** Since the call. */
  readonly seconds: number;
  /** ||theta - sum lambda_i y_i g_i|| / ||theta|| with the multipliers and selections of this iteration. */
  readonly residual: number;
  /** ||theta|| with the smallest margin at 1. */
  readonly norm: number;
  /** Largest lambda_i (q_i - 1). */
  readonly slackness: number;
  /** Cosine within which units counted as on their kinks. */
  readonly kinkTolerance: number;
}

/** A point near KKT, and how it was reached. */
export interface RefineResult {
  /** float64; its smallest margin is 1, its first layer lies in the span of the data. */
  readonly network: ReluNetwork;
  /** [n] multipliers of the KKT conditions, >= 0 (scale `sum`) */
  readonly lambda: HostTensor;
  /** [n, units] for every hidden layer: the derivative of each unit at each sample, 0 or 1 away from kinks. */
  readonly selections: readonly HostTensor[];
  /** [n] y_i Phi(theta; x_i) */
  readonly margins: HostTensor;
  /** eps / ||theta||, with the derivatives of `selections`. */
  readonly residual: number;
  /** delta */
  readonly slackness: number;
  /** ||theta|| */
  readonly norm: number;
  /** Cosine within which units counted as on their kinks at this point; the final one, unless a limit came before. */
  readonly kinkTolerance: number;
  readonly iterations: number;
  readonly ended: RefineEnd;
  readonly records: readonly RefineRecord[];
  readonly seconds: number;
}
