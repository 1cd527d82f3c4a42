import type { Candidates } from '@noprior/kkt-loss';
import type { DataSpan } from '@noprior/linear-algebra';
import { takeRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { argument, type Backend, DomainError, type HostTensor, makeHostTensor, wording } from '@noprior/tensor';
import { distanceAlmostKktBound } from './distance-almost-kkt-bound.ts';
import type { FarKktSetOptions } from './far-kkt-set-options.ts';
import { farDirections } from './internal/far-directions.ts';
import { supportSpan } from './internal/first-layer.ts';
import { nearestDistances } from './internal/nearest-distances.ts';
import { type Prepared, prepare } from './internal/prepared.ts';
import { keepPositive, splitAll } from './internal/split-all.ts';
import { nearSubspaceBound } from './near-subspace-bound.ts';
import type { RadiusBound } from './radius-bound.ts';
import { splitRadius } from './split-radius.ts';
import type { SplitRadius } from './split-radius-result.ts';
import type { TransformAccount } from './transform-account.ts';

/** A set that was built. */
export interface FarCandidates {
  readonly candidates: Candidates;
  readonly account: TransformAccount;
  /** [n'] distance of every new point to the nearest of the candidates that came in. */
  readonly distances: Float64Array;
}

/** What is known in any case. */
interface FarKktSetFacts {
  /** Span of the points whose multiplier is positive. */
  readonly span: DataSpan;
  /** Indices of the candidates whose multiplier is positive: the points that are split. */
  readonly indices: readonly number[];
  /** The ratio test along the direction that was chosen for each of them; `undefined` where none is orthogonal to the span
   * and to the input gradient. */
  readonly radii: readonly (SplitRadius | undefined)[];
}

/** Every point with a positive multiplier went to the distance that was asked for. */
export interface FreeFarKktSet extends FarKktSetFacts, FarCandidates {
  readonly kind: 'free';
  /** Whether no hidden unit moves along any of the directions, so that any distance can be reached. */
  readonly unbounded: boolean;
}

/** The distance cannot be reached. */
export interface BoundedFarKktSet extends FarKktSetFacts {
  readonly kind: 'bounded';
  /** `full-span`: no direction is orthogonal to the data. `residual`: the first layer has a part off the span, which moves
   * units. */
  readonly reason: 'full-span' | 'residual';
  /** For every split point what was measured: its two-sided split radius along the best direction found, orthogonal to data
   * and input gradient (`residual`), or along the direction in which the data are smallest (`full-span`). */
  readonly reachable: Float64Array;
  /** What the theorems promise beforehand: distance-almost-KKT, or near-subspace. */
  readonly bound: readonly RadiusBound[];
  /** `residual`: every point split as far as it can go, to at most the distance that was asked for; points on a kink that no
   * direction holds still stay where they are. `undefined` for `full-span`: such a split would move the margins. */
  readonly set: FarCandidates | undefined;
}

/** Another KKT set of the same network, at a distance: the subspace theorem, made real.
 *
 * If the points with positive multipliers span a proper subspace of R^d and the network is an exact KKT point, the rows of
 * its first layer lie in that subspace, so a unit vector v orthogonal to it moves no pre-activation: every point can be split
 * into x + r v and x - r v for any r, L_stationary and all margins stay as they are, and both halves are at distance r from
 * their original and at least r from every other point with a positive multiplier. At a network that is not an exact KKT point the first layer has a part
 * off the span, which bounds r; then the result is `bounded` and says by how much, beside the distance-almost-KKT bound.
 *
 * v is orthogonal to the span and to the input gradient of its point; of those that are tried the one with the largest split
 * radius is taken, and among unbounded ones the one with the least rounding.
 *
 * @returns  `free` with the set, or `bounded` with what can be reached
 * @throws {ShapeError} if candidates and network do not fit together
 * @throws {DomainError} for a distance that is not positive and finite, a negative multiplier, no positive multiplier at all,
 *   counts that are not integers from 1; and, unless `force` is set, if rounding at that distance
 *   carries a unit that stands on its kink across it, with the unit
 * @throws {DtypeError} if the backend does not offer float64
 * @see Refael et al. 2025, arXiv:2509.21296, the subspace theorem
 * @example const far = await farKktSet(openReference(), network, candidates, { distance: 1000 });
 */
export async function farKktSet(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: FarKktSetOptions,
): Promise<FreeFarKktSet | BoundedFarKktSet> {
  const { distance, seed = 0, directions: count = 16 } = options;
  if (!(distance > 0 && Number.isFinite(distance))) {
    throw new DomainError(wording`farKktSet: ${argument('distance')} must be positive and finite, got ${distance}`);
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new DomainError(`farKktSet: directions must be an integer from 1, got ${count}`);
  }
  const given = prepare(network, candidates);
  const { indices, kept } = keepPositive(given.candidates, options);
  const x = takeRows(given.candidates.x, indices);
  const span = supportSpan(given.candidates, options);
  if (!span.isProper) return fullSpanResult(backend, given, { span, indices, x }, options);
  const { rows, radii } = await farDirections(backend, given.network, x, span, { ...options, seed, count, distance });
  const reachable = Float64Array.from(radii, (pair) => pair?.radius ?? 0);
  const wanted = reachable.map((radius) => (radius > distance ? distance : (1 - 1e-9) * radius));
  const steps = indices.flatMap((index, k) =>
    wanted[k]! > 0 ? [{ index, direction: rows[k]!, step: wanted[k]! }] : [],
  );
  const isFree = reachable.every((radius) => radius > distance);
  const built =
    isFree || steps.length > 0
      ? await splitAll(backend, given.network, given.candidates, kept, steps, options)
      : undefined;
  const set = built && { ...built, distances: nearestDistances(built.candidates.x, given.candidates.x) };
  const facts = { span, indices, radii };
  if (isFree) {
    const unbounded = reachable.every((radius) => radius === Number.POSITIVE_INFINITY);
    return { kind: 'free', ...facts, ...set!, unbounded };
  }
  const { points } = await distanceAlmostKktBound(backend, given.network, given.candidates, { ...options, span });
  const bound = indices.map((index) => points[index]!);
  return { kind: 'bounded', reason: 'residual', ...facts, reachable, bound, set };
}

/** No direction is orthogonal to the points: how far they may go along the one in which they are smallest. */
async function fullSpanResult(
  backend: Backend,
  { network, candidates }: Prepared,
  { span, indices, x }: { readonly span: DataSpan; readonly indices: readonly number[]; readonly x: HostTensor },
  options: FarKktSetOptions,
): Promise<BoundedFarKktSet> {
  const direction = span.smallest;
  const { points } = await nearSubspaceBound(backend, network, candidates, { ...options, direction });
  const shared = makeHostTensor(direction.vector.data, [1, 1, span.dimension]);
  const radii = (await splitRadius(backend, network, x, shared, options)).pairs;
  return {
    kind: 'bounded',
    reason: 'full-span',
    span,
    indices,
    radii,
    reachable: Float64Array.from(radii, ({ radius }) => radius),
    bound: indices.map((index) => points[index]!),
    set: undefined,
  };
}
