import type { Candidates, Scale } from '@noprior/kkt-loss';
import type { SingularDirection } from '@noprior/linear-algebra';
import { dot, norm, rowOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';
import { firstLayer, supportSpan } from './internal/first-layer.ts';
import { prepare } from './internal/prepared.ts';
import { type RadiusBound, radiusBounds } from './radius-bound.ts';
import type { CellTolerances } from './tolerances.ts';

/** Options of {@link nearSubspaceBound}. */
export interface NearSubspaceOptions extends CellTolerances {
  /** Unit of the multipliers; default `sum`. */
  readonly scale?: Scale;
  /** Unit vector v; default `smallest` of the span of the points whose multiplier is not 0. */
  readonly direction?: Pick<SingularDirection, 'vector'>;
}

/** Lower bounds of split radii along a direction in which the data are small. */
export interface NearSubspaceBound {
  /** For every candidate. */
  readonly points: readonly RadiusBound[];
  /** v and sigma = ||X v|| over the points whose multiplier is not 0. */
  readonly direction: SingularDirection;
  /** ||R_1||_F: what the candidates leave of the first layer unexplained. */
  readonly residualNorm: number;
}

/** Near-subspace bound: the first layer is `W_1 = sum_i c_i y_i delta_i x_i^T + R_1`, so along a unit vector v
 *
 *     |w_j . v| <= ||c o delta_j||_2 ||X v|| + ||r_j||,   radius >= min_j |z_j| / that
 *
 * which the layers above inherit by {@link RadiusBound}'s propagation. `c_i = s lambda_i`, delta_ij is the derivative of Phi
 * by pre-activation j at x_i, r_j row j of R_1. At an exact KKT point R_1 = 0. The paper states it for exact KKT points and
 * the first layer.
 *
 * @returns  bounds for unit vectors; of both +v and -v
 * @throws {ShapeError} if candidates, direction and network do not fit together
 * @throws {DomainError} for candidates that `checkCandidates` refuses, and a direction that is not of length 1
 * @throws {DtypeError} if the backend does not offer float64
 * @see Refael et al. 2025, arXiv:2509.21296, the near-subspace theorem
 * @example (await nearSubspaceBound(backend, network, candidates)).points[0]!.radius
 */
export async function nearSubspaceBound(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: NearSubspaceOptions = {},
): Promise<NearSubspaceBound> {
  const given = prepare(network, candidates);
  const { x, lambda } = given.candidates;
  const { vector } = options.direction ?? supportSpan(given.candidates).smallest;
  checkUnitVector(vector, x.shape[1]!);
  let squared = 0;
  lambda.data.forEach((multiplier: number, i: number) => {
    if (multiplier !== 0) squared += dot(rowOf(x, i), vector.data) ** 2;
  });
  const sigma = Math.sqrt(squared);
  const { weightNorms, residualNorms } = await firstLayer(
    backend,
    given.network,
    given.candidates,
    options.scale ?? 'sum',
  );
  const slopes = weightNorms.map((weight, j) => weight * sigma + residualNorms[j]!);
  return {
    points: await radiusBounds(backend, given.network, x, slopes, options),
    direction: { value: sigma, vector },
    residualNorm: norm(residualNorms),
  };
}

function checkUnitVector({ data, shape }: HostTensor, dimension: number): void {
  if (shape.length !== 1 || shape[0] !== dimension) {
    throw new ShapeError(`nearSubspaceBound: direction must be [${dimension}], got ${formatShape(shape)}`);
  }
  const length = norm(data);
  if (!(Math.abs(length - 1) < 1e-8)) {
    throw new DomainError(`nearSubspaceBound: direction must have length 1, got ${length}; divide by it`);
  }
}
