import { DomainError, type HostTensor, ShapeError } from '@noprior/tensor';

/** A fitted law lambda_i = kappa / (q_i - q_min + offset). */
export interface MultiplierLaw {
  readonly kappa: number;
  /** In units of margins, positive: what keeps the samples of the smallest margin finite. */
  readonly offset: number;
  /** Root mean square of log lambda_i - log of the law. */
  readonly rms: number;
  /** Standard deviation of log lambda_i: the rms of a law that is constant. */
  readonly spread: number;
}

/** The law between margins and multipliers of a network in training, fitted by least squares of logarithms.
 *
 * The KKT conditions ask that samples off the margin have multiplier 0. Gradient descent on the logistic loss stops before
 * that, and leaves `lambda_i` in inverse proportion to how far a sample is off it: with margins q_i = r s_i that grow in
 * fixed proportions, `lambda_i = sum_t eta_t exp(-q_i)` becomes `c integral exp(-(s_i - s_min) r) dr = c / (s_i - s_min)` where
 * steps keep r even against the log of the loss, as they do while the first layer alone moves. A measured law with a heuristic
 * derivation, and this project's own.
 *
 * @param margins  [n] q_i = y_i Phi(x_i)
 * @param lambda   [n] multipliers, all positive
 * @throws {ShapeError} unless both are [n] with n >= 3
 * @throws {DomainError} for a multiplier that is not positive, and a margin that is not finite
 * @see {@link impliedMultipliers}
 * @example multiplierLaw(await impliedMultipliers(backend, network, training)).rms
 */
export function multiplierLaw({
  margins,
  lambda,
}: {
  readonly margins: HostTensor;
  readonly lambda: HostTensor;
}): MultiplierLaw {
  const count = margins.data.length;
  if (count < 3 || lambda.data.length !== count) {
    throw new ShapeError(`multiplierLaw: expected [n] twice with n >= 3, got ${count} and ${lambda.data.length}`);
  }
  const wrong = lambda.data.findIndex((value: number) => !(value > 0 && Number.isFinite(value)));
  if (wrong >= 0) {
    throw new DomainError(`multiplierLaw: multipliers must be positive, but lambda[${wrong}] is ${lambda.data[wrong]}`);
  }
  const smallest = Math.min(...margins.data);
  const largest = Math.max(...margins.data);
  if (!Number.isFinite(smallest) || !Number.isFinite(largest)) {
    throw new DomainError('multiplierLaw: the margins have values that are not finite');
  }
  const logs = Float64Array.from(lambda.data, Math.log);
  // For a given offset the best log kappa is a mean, so one number is left to search for.
  const fit = (offset: number): { readonly mean: number; readonly rms: number } =>
    moments(logs.map((value, i) => value + Math.log(margins.data[i]! - smallest + offset)));
  const scale = largest > smallest ? largest - smallest : 1;
  let [low, high] = [Math.log(1e-6 * scale), Math.log(1e3 * scale)];
  for (let round = 0; round < 200; round++) {
    const third = (high - low) / 3;
    if (fit(Math.exp(low + third)).rms < fit(Math.exp(high - third)).rms) high -= third;
    else low += third;
  }
  const offset = Math.exp((low + high) / 2);
  const { mean, rms } = fit(offset);
  return { kappa: Math.exp(mean), offset, rms, spread: moments(logs).rms };
}

function moments(values: Float64Array): { readonly mean: number; readonly rms: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, rms: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
