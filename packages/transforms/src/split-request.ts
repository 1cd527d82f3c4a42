import type { HostTensor } from '@noprior/tensor';
import type { SplitRadius } from './split-radius-result.ts';

/** What a split has to keep: `stationarity`, the activation patterns and so L_stationary; `kkt`, the margins, too, for which
 * v must be orthogonal to grad_x Phi. */
export type SplitMode = 'stationarity' | 'kkt';

/** One point and where its two halves go. */
export interface SplitRequest {
  /** Index of the candidate. */
  readonly index: number;
  /** [d] v, of any length above 0 */
  readonly direction: HostTensor;
  /** The first half goes to x + a v, a > 0. */
  readonly a: number;
  /** The second half goes to x - b v, b > 0. */
  readonly b: number;
  /** Default `kkt`. */
  readonly mode?: SplitMode;
  /** In mode `kkt`: take the part of v along grad_x Phi away, instead of refusing a v that has one; default false. */
  readonly project?: boolean;
}

/** A split as it was done. */
export interface SplitRecord {
  readonly index: number;
  /** [d] v, after projection if that was asked for */
  readonly direction: HostTensor;
  readonly a: number;
  readonly b: number;
  /** The ratio test for this v. */
  readonly radius: SplitRadius;
}
