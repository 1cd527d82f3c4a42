import type { Candidates, Scale } from '@noprior/kkt-loss';
import type { DataSpan } from '@noprior/linear-algebra';
import { norm } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError } from '@noprior/tensor';
import { firstLayer, normsOffSpan, supportSpan } from './internal/first-layer.ts';
import { prepare } from './internal/prepared.ts';
import { type RadiusBound, radiusBounds } from './radius-bound.ts';
import type { CellTolerances } from './tolerances.ts';

/** Options of {@link distanceAlmostKktBound}. */
export interface DistanceAlmostKktOptions extends CellTolerances {
  /** Unit of the multipliers; default `sum`. */
  readonly scale?: Scale;
  /** Default: the span of the points whose multiplier is not 0. */
  readonly span?: DataSpan;
}

/** Lower bounds of split radii along every unit vector orthogonal to the data. */
export interface DistanceAlmostKktBound {
  /** From the parts of the residual rows that are orthogonal to the span, for every candidate. */
  readonly points: readonly RadiusBound[];
  /** The paper's form, from whole residual rows: smaller, and without knowledge of the span. */
  readonly pointsByResidual: readonly RadiusBound[];
  /** ||W_1 off the span||_F, which no multipliers explain. Gradient descent leaves it as the initialisation made it if the span
   * is that of all training points. */
  readonly offSpanNorm: number;
  /** ||R_1||_F */
  readonly residualNorm: number;
  readonly span: DataSpan;
}

/** Distance-almost-KKT bound: with R_1 the residual of the first layer and v a unit vector orthogonal to all points,
 * `w_j . v = r_j . v`, so
 *
 *     radius >= min_j |z_j| / ||r_j||
 *
 * and only the part of r_j orthogonal to the span, which is that of w_j, matters; layers above the first inherit the bound
 * by {@link RadiusBound}'s propagation. The paper states it for the first layer and whole rows.
 *
 * @throws {ShapeError} if candidates, span and network do not fit together
 * @throws {DomainError} if the points span all of R^d, so that no such v exists; and for candidates that `checkCandidates`
 *   refuses
 * @throws {DtypeError} if the backend does not offer float64
 * @see Refael et al. 2025, arXiv:2509.21296, the distance-almost-KKT theorem
 * @example (await distanceAlmostKktBound(backend, network, candidates)).points[0]!.radius
 */
export async function distanceAlmostKktBound(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: DistanceAlmostKktOptions = {},
): Promise<DistanceAlmostKktBound> {
  const given = prepare(network, candidates);
  const span = options.span ?? supportSpan(given.candidates);
  if (!span.isProper) {
    throw new DomainError(
      `distanceAlmostKktBound: the points span all ${span.dimension} dimensions, so no direction is orthogonal to them; use nearSubspaceBound`,
    );
  }
  const { x } = given.candidates;
  const { residualNorms } = await firstLayer(backend, given.network, given.candidates, options.scale ?? 'sum');
  const offSpan = await normsOffSpan(backend, span, given.network.layers[0]!.weight);
  return {
    points: await radiusBounds(backend, given.network, x, offSpan, options),
    pointsByResidual: await radiusBounds(backend, given.network, x, residualNorms, options),
    offSpanNorm: norm(offSpan),
    residualNorm: norm(residualNorms),
    span,
  };
}
