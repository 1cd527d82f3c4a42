import type { SpanOptions } from '@noprior/linear-algebra';
import type { TransformOptions } from './transform-account.ts';

/** Options of {@link farKktSet}. */
export interface FarKktSetOptions extends Omit<TransformOptions, 'force'>, SpanOptions {
  /** Build the set even if rounding carries units that stand on their kink across it, which changes L_stationary as the account
   * shows; default false. Farther than a split radius no point goes in any case. */
  readonly force?: boolean;
  /** How far every new point is to be from its original, > 0, in units of the input. */
  readonly distance: number;
  /** Default 0. */
  readonly seed?: number;
  /** Directions of the complement that are tried for each point; default 16. */
  readonly directions?: number;
  /** Keep points whose multiplier is 0, where they are; default false: they explain nothing, and a KKT set does not need
   * them. */
  readonly keepUnused?: boolean;
}
