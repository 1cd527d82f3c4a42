import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { prepare } from './internal/prepared.ts';
import { splitPoints } from './internal/split-points.ts';
import type { SplitRecord, SplitRequest } from './split-request.ts';
import { makeAccount, type Transformed, type TransformOptions } from './transform-account.ts';

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
