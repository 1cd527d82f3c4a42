import { largestOf, powerOfTwo } from '@noprior/linear-algebra';
import { median } from '@noprior/metrics';
import { checkNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';

/** What the first layer reveals of coordinates that are the same in all samples. */
export interface ShiftEstimate {
  /** The median of `byCoordinate` over the constant coordinates, or over all of them where none is constant. */
  readonly shift: number;
  /** [d] the value x_j that every sample would have if coordinate j were constant; otherwise an average of the samples with weights of
   * either sign. */
  readonly byCoordinate: Float64Array;
  /** [d] standard deviation of an entry of the first layer, in weight units, that a constant coordinate j leaves unexplained. That of the
   * initial weights if it is constant. */
  readonly misfit: Float64Array;
  /** Number of coordinates whose misfit is no more than the initial weights explain. 0 where it cannot be estimated: with a single neuron, through
   * which every line goes, and where `deviation` is infinite. */
  readonly constant: number;
  /** Standard deviation of `byCoordinate` at a constant coordinate, by the noise of the initial weights. The noise of the bias is common
   * to all coordinates, so that a large shift is no better known than that however many are constant, and one near 0 is. Infinity where
   * the bias is no larger than the initial weights explain: then a constant cannot be estimated. */
  readonly deviation: number;
}

/** A mean square may be above that of the initial weights by so many standard deviations of its own. */
const most = 4;

/** What rounding leaves of the norm of a column that is a multiple of the bias. */
const rounding = { float32: 1e-5, float64: 1e-11 };

/** The constants in a training set, such as a secret shift of the images, from the first layer and its bias alone.
 *
 * Gradient descent changes the weights of coordinate j by sum_i g_i x_ij and the bias by sum_i g_i, with the same g_i [m]. Where all samples
 * have x_ij = s, the column changes by s times what the bias changes by, whatever the data, the loss and the length of training:
 *
 *     w_j - w_j(0) = s (b - b(0)).
 *
 * The initial values are noise of the same size in both, so that s is the slope of the line through the m points (b_k, w_kj) by total least
 * squares: the direction of the first eigenvector of [b w_j]^T [b w_j]. The second eigenvalue estimates how constant x_ij is. Black
 * borders of images are: a shift that comes after the public mean was subtracted is what they all have.
 *
 * @param network  its first layer has a bias
 * @param noise    sigma, standard deviation of the initial weights: that of {@link estimateSpan}
 * @throws {DomainError} if the first layer has no bias, or noise is not a number of at least 0
 * @throws {ShapeError} if the tensors are no network
 * @see docs/theory.md, section 18
 * @example estimateShift(network, estimateSpan(network)).shift
 */
export function estimateShift(network: ReluNetwork, { noise }: { readonly noise: number }): ShiftEstimate {
  checkNetwork(network);
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new DomainError(`estimateShift: noise must be a number of at least 0, got ${noise}`);
  }
  const { weight, bias } = network.layers[0]!;
  if (bias === undefined) {
    throw new DomainError('estimateShift: the first layer has no bias, so the size of a constant cannot be estimated');
  }
  const [m, d] = weight.shape as readonly [number, number];
  // Only ratios come out, so that no square needs to overflow or vanish.
  const unit = powerOfTwo(Math.max(largestOf(weight.data), largestOf(bias.data)));
  const w = Float64Array.from(weight.data, (value) => value / unit);
  const b = Float64Array.from(bias.data, (value) => value / unit);
  const sigma = noise / unit;
  let bb = 0;
  for (const value of b) bb += value * value;
  const byCoordinate = new Float64Array(d);
  const misfit = new Float64Array(d);
  const constants: number[] = [];
  // The slope is fitted to the m points.
  const squares = Math.max(1, m - 1);
  const bound = sigma ** 2 * (1 + most * Math.sqrt(2 / squares));
  const hasSignal = bb > m * bound;
  const relative = rounding[weight.dtype === 'float64' ? 'float64' : 'float32'] ** 2;
  for (let j = 0; j < d; j++) {
    let ww = 0;
    let wb = 0;
    for (let k = 0; k < m; k++) {
      const value = w[k * d + j]!;
      ww += value * value;
      wb += value * b[k]!;
    }
    const s = slope(ww, wb, bb);
    byCoordinate[j] = s;
    // The second eigenvalue, by the distances from the line: a difference of the eigenvalues would cancel.
    let least = wb === 0 ? Math.min(ww, bb) : 0;
    if (wb !== 0) for (let k = 0; k < m; k++) least += ((w[k * d + j]! - s * b[k]!) / Math.hypot(1, s)) ** 2;
    misfit[j] = unit * Math.sqrt(least / squares);
    if (hasSignal && m > 1 && least <= squares * bound + relative * (ww + bb)) constants.push(s);
  }
  const shift = median(constants.length > 0 ? constants : byCoordinate);
  const signal = Math.sqrt(bb - m * sigma ** 2);
  return {
    shift,
    byCoordinate,
    misfit,
    constant: constants.length,
    deviation: hasSignal ? (sigma * Math.hypot(1, shift)) / signal : Number.POSITIVE_INFINITY,
  };
}

/** w / b along the first eigenvector of [[bb, wb], [wb, ww]], which is (wb, first - bb), by the formula that does not cancel; 0 where
 * wb is 0. */
function slope(ww: number, wb: number, bb: number): number {
  if (wb === 0) return 0;
  // Eigenvalues (ww + bb) / 2 +- half.
  const half = Math.hypot((ww - bb) / 2, wb);
  return ww >= bb ? ((ww - bb) / 2 + half) / wb : wb / ((bb - ww) / 2 + half);
}
