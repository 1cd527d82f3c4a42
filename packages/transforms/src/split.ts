import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend, HostTensor } from '@noprior/tensor';
import { prepare } from './internal/prepared.ts';
import { splitPoints } from './internal/split-points.ts';
import type { SplitRadius } from './split-radius.ts';
import { makeAccount, type Transformed, type TransformOptions } from './transform-account.ts';

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

/** Result of {@link split}. */
export interface SplitResult extends Transformed {
  /** In the order of the requests. */
  readonly splits: readonly SplitRecord[];
}

/** Split points in two: `z_1 = x + a v` with `lambda b / (a + b)` and `z_2 = x - b v` with `lambda a / (a + b)`.
 *
 * The weighted mean of both is x, and within the cell of x all gradients are affine, so L_stationary stays as it is.
 * Margins become `q + a y v.g` and `q - b y v.g`, g = grad_x Phi: the set stays KKT only if v.g = 0, which the mode `kkt`
 * demands. The first half takes the place of x, the second halves follow behind all candidates, in the order of the
 * requests. Under the scale `mean` all multipliers are multiplied by n' / n.
 *
 * Checked: a and b are below the split radius of their side, and the patterns at both halves, as computed, are those at x;
 * in mode `kkt`, |v.g| is within the rounding of its terms (`logitSlopeNoise` of {@link splitRadius}).
 *
 * @param requests  one, or several for different points
 * @returns         new candidates in float64, with an account and the radii
 * @throws {ShapeError} if candidates, directions and network do not fit together
 * @throws {DomainError} for wrong or repeated indices, a negative multiplier, a or b that is not positive, a direction of
 *   length 0 or one that projection leaves nothing of; and, unless `force` is set, for a pattern that is not kept, with
 *   layer, unit and the radius that is allowed, and in mode `kkt` for v.g != 0
 * @throws {DtypeError} if the backend does not offer float64
 * @see Refael et al. 2025, arXiv:2509.21296, the lemma on splitting points
 * @example (await split(openReference(), network, candidates, { index: 0, direction: v, a: 1, b: 1 })).account.after.delta
 */
export async function split(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  requests: SplitRequest | readonly SplitRequest[],
  options: TransformOptions = {},
): Promise<SplitResult> {
  const given = prepare(network, candidates);
  const list = 'index' in requests ? [requests] : requests;
  const step = await splitPoints(backend, given.network, given.candidates, list, options);
  const account = await makeAccount(backend, given.network, given.candidates, step.candidates, step.patterns, options);
  return { candidates: step.candidates, account, splits: step.splits };
}
