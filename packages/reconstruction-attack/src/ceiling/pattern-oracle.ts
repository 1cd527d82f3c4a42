import { checkPoints, nonnegativeLeastSquares } from '@noprior/kkt-loss';
import { checkNetwork, type LabelledData, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { invertPositiveDefinite } from '../internal/invert-positive-definite.ts';
import { firstLayerSignals } from './first-layer-signals.ts';
import { largestEigenvalue } from './largest-eigenvalue.ts';
import { type OwnCosines, ownCosines } from './own-cosines.ts';

/** How the linear system is solved. */
export interface PatternOracleOptions {
  /** Ridge, relative to the largest eigenvalue of Delta Delta^T. Default 1e-10: directions below 1e-5 of the largest
   * singular value of Delta are damped, which is beyond what float32 weights carry. */
  readonly ridge?: number;
  /** Keep c >= 0, as it is at a KKT point. Default true. Without a first-layer bias it has no effect. */
  readonly nonnegative?: boolean;
}

/** Points that a first layer implies when all activation patterns are known. It needed the truth: a diagnosis. */
export interface PatternOracle {
  /** [n, d] points u_i / c_i; u_i / ||u_i||, a bare direction, where `explained` is false or `normKnown` is. Zero where
   * u_i is. */
  readonly x: HostTensor;
  /** [n] multipliers of the KKT conditions (scale `sum`); ||u_i|| where there is no first-layer bias. */
  readonly c: HostTensor;
  /** Whether c_i is positive, above 1e-9 of the largest in absolute value; of a sample that is not, only a direction is
   * left. Without `nonnegative`, whether it is that far from 0. */
  readonly explained: readonly boolean[];
  /** Whether a first-layer bias tells c from the norm of a point. */
  readonly normKnown: boolean;
  /** ||[W_1 b_1] - Delta^T [U c]||^2 / ||[W_1 b_1]||^2 */
  readonly residual: number;
  /** Largest and smallest eigenvalue of Delta Delta^T, ridge included. */
  readonly eigenvalues: { readonly largest: number; readonly smallest: number };
  /** How near every point is to its own true image. */
  readonly agreement: OwnCosines;
}

/** What the first layer says of the training images when their TRUE activation patterns are given.
 *
 * With the patterns fixed, stationarity of the first layer is linear in the points and their multipliers,
 *
 *     [W_1 b_1] = Delta^T [U c],   u_i = c_i x_i,   Delta_ij = y_i d Phi(x_i) / d z_1j,
 *
 * and is solved by least squares with a ridge, in float64 on the host; then x_i = u_i / c_i. The hard derivative is 0 at
 * z = 0. It needs the truth, so it is no attack; it is a diagnosis and no bound either, for the system is ill-conditioned
 * where patterns resemble each other, and an attack that searches among bounded points can do better.
 *
 * @param data  x [n, d] true images, y [n] labels, -1 or +1
 * @throws {ShapeError} if network and data do not fit together
 * @throws {DomainError} for a ridge that is negative or not finite, labels outside {-1, +1}, values that are not finite, or
 *   if no sample has an active unit
 * @throws {ConvergenceError} if the system is singular, as it is for equal patterns with a ridge of 0
 * @example patternOracle(network, training).agreement.median
 */
export function patternOracle(
  network: ReluNetwork,
  { x, y }: LabelledData,
  { ridge = 1e-10, nonnegative = true }: PatternOracleOptions = {},
): PatternOracle {
  if (!(ridge >= 0 && Number.isFinite(ridge))) {
    throw new DomainError(`patternOracle: ridge must be a number of at least 0, got ${ridge}`);
  }
  checkNetwork(network);
  checkPoints(network, x, y);
  const [n, d] = [x.shape[0]!, x.shape[1]!];
  const { weight, bias } = network.layers[0]!;
  const m = weight.shape[0]!;
  const e = bias === undefined ? d : d + 1;
  const target = (j: number, k: number) => (k < d ? weight.data[j * d + k]! : bias!.data[j]!);
  const delta = firstLayerSignals(network, x).map((value, at) => value * y.data[Math.floor(at / m)]!);

  const gram = new Float64Array(n * n);
  const right = new Float64Array(n * e);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const value = delta[i * m + j]!;
      if (value === 0) continue;
      for (let k = 0; k < n; k++) gram[i * n + k]! += value * delta[k * m + j]!;
      for (let k = 0; k < e; k++) right[i * e + k]! += value * target(j, k);
    }
  }
  const scale = largestEigenvalue(gram, n);
  if (!(scale > 0)) throw new DomainError('patternOracle: no sample has an active unit, so no pattern says anything');
  for (let i = 0; i < n; i++) gram[i * n + i]! += ridge * scale;
  const { inverse } = invertPositiveDefinite(gram, n);

  // [n, e] U and, last, c; the columns are independent of each other.
  const solution = new Float64Array(n * e);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const value = inverse[i * n + k]!;
      for (let column = 0; column < e; column++) solution[i * e + column]! += value * right[k * e + column]!;
    }
  }
  if (bias !== undefined && nonnegative) {
    const { coefficients } = nonnegativeLeastSquares(
      makeHostTensor(gram, [n, n]),
      makeHostTensor(
        Float64Array.from({ length: n }, (_, i) => right[i * e + d]!),
        [n],
      ),
    );
    for (const [i, value] of coefficients.entries()) solution[i * e + d] = value;
  }

  const norms = Float64Array.from({ length: n }, (_, i) => Math.hypot(...solution.subarray(i * e, i * e + d)));
  const c = bias === undefined ? norms : Float64Array.from({ length: n }, (_, i) => solution[i * e + d]!);
  const least = 1e-9 * c.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const explained = Array.from(c, (value) => Math.abs(value) > least);
  const points = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const divisor = explained[i] ? c[i]! : norms[i]!;
    for (let k = 0; k < d; k++) points[i * d + k] = divisor === 0 ? 0 : solution[i * e + k]! / divisor;
  }
  const found = makeHostTensor(points, [n, d]);

  let [missed, whole] = [0, 0];
  const row = new Float64Array(e);
  for (let j = 0; j < m; j++) {
    for (let k = 0; k < e; k++) row[k] = target(j, k);
    whole += row.reduce((total, value) => total + value ** 2, 0);
    for (let i = 0; i < n; i++) {
      const value = delta[i * m + j]!;
      if (value === 0) continue;
      for (let k = 0; k < e; k++) row[k]! -= value * solution[i * e + k]!;
    }
    missed += row.reduce((total, value) => total + value ** 2, 0);
  }
  return {
    x: found,
    c: makeHostTensor(c, [n]),
    explained,
    normKnown: bias !== undefined,
    residual: whole === 0 ? 0 : missed / whole,
    eigenvalues: { largest: scale * (1 + ridge), smallest: 1 / largestEigenvalue(inverse, n) },
    agreement: ownCosines(found, x),
  };
}
