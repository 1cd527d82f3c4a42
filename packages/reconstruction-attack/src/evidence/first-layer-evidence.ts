import { type Candidates, checkCandidates, checkObjective, type ObjectiveKind } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, definedOnly } from '@noprior/tensor';
import type { EvidenceForm } from './evidence-form.ts';
import { EvidenceMeter, type FirstLayerEvidence } from './evidence-meter.ts';

/** What the law of the first layer takes for granted. */
export interface EvidenceOptions {
  /** sigma: standard deviation of the initial weights, in weight units. */
  readonly noise: number;
  /** rho: expected relative error of a sample's back-propagated signal. Default 0.3. */
  readonly misfit?: number;
  /** Sharpness of the surrogate derivative; hard if left out. */
  readonly alpha?: number;
  /** Default `binary`. */
  readonly objective?: ObjectiveKind;
  /** Which of two equal programs runs. Default `direct`. */
  readonly form?: EvidenceForm;
}

/** The evidence of points and multipliers in the first layer of a network, in float64.
 *
 * Gradient descent changes [W_1 b_1] only within the span of the samples, whatever its course; off it, the initial
 * weights stay. At a KKT point the change is sum_i lambda_i y_i delta_i v_i^T, `v_i = (x_i, 1)`; a network in
 * training is near one, so each sample's signal is off by a relative error. With normal laws for both, row j of the
 * residual R has covariance C:
 *
 *     R = [W_1 b_1] - sum_i lambda_i y_i delta_i v_i^T,   C = sigma^2 I + rho^2 sum_i a_i^2 v_i v_i^T,
 *     a_i^2 = mean_j (lambda_i delta_ij)^2,
 *     value = sum_j r_j^T C^-1 r_j + m log det C - m e log sigma^2.
 *
 * What lies off the span of the points counts in full, what lies within it is forgiven in proportion to the signals;
 * the determinant charges for a wider span, so that more points are not better by themselves. Unlike L_KKT it can be
 * compared between numbers of candidates, and it needs no truth. The formula is this project's own.
 *
 * @param candidates  x [n, d], lambda [n] in the unit of scale `sum`, or [n, K] for `per-class`, y [n]
 * @throws {ShapeError} if candidates and network do not fit together
 * @throws {DomainError} for noise, misfit or alpha that is not positive
 * @throws {DtypeError} if the backend does not offer float64
 * @example (await firstLayerEvidence(openReference(), network, candidates, { noise: 1e-4 })).value
 */
export async function firstLayerEvidence(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: EvidenceOptions,
): Promise<FirstLayerEvidence> {
  const { noise, misfit = 0.3, alpha, objective = 'binary', form = 'direct' } = options;
  for (const [name, value] of Object.entries({ noise, misfit, ...definedOnly({ alpha }) })) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new DomainError(`firstLayerEvidence: ${name} must be a positive number, got ${value}`);
    }
  }
  checkObjective(network, objective);
  checkCandidates(network, candidates, objective);
  const shapes = { x: candidates.x.shape, lambda: candidates.lambda.shape, y: candidates.y.shape };
  const meter = await EvidenceMeter.open(backend, network, shapes, {
    form,
    misfit,
    alpha,
    objective,
    dtype: 'float64',
  });
  try {
    return await meter.measure(candidates, noise);
  } finally {
    await meter.dispose();
  }
}
