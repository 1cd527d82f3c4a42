import { checkPoints } from '@noprior/kkt-loss';
import { checkBinaryNetwork, homogeneityDegree, type LabelledData, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError } from '@noprior/tensor';
import { descendToKkt } from './descend-to-kkt.ts';
import { openProblem } from './problem-on-backend.ts';
import { checkRefineOptions, type RefineOptions } from './refine-options.ts';
import type { RefineResult } from './refine-result.ts';

/** From a trained network to a KKT point of the max-margin problem `min ||theta||^2 / 2  s.t.  y_i Phi(theta; x_i) >= 1`.
 *
 * Each iteration solves the quadratic program of sequential quadratic programming in its dual, with a derivative of its own
 * in [0, 1] for every unit near a kink: `min 1/2 ||theta - sum lambda_i y_i g_i||^2 + sum lambda_i (q_i - 1)` over lambda >= 0
 * and the selections. Its residual R is the step: theta moves along -R, by which the norm falls and no margin falls below 1 to
 * first order, whichever side of its kinks a unit ends on. Without the freedom at kinks the same steps stall: trained
 * networks have many samples exactly on the kink of a unit. Iterations are extrapolated with Nesterov's weights and start
 * anew where the norm would grow.
 *
 * The part of the first layer orthogonal to the data is left out at once: no output depends on it. So at the result every
 * row of the first layer lies in the span of the data, as the subspace theorem asks, to rounding.
 *
 * @param network  homogeneous (no bias above the first layer), right about every sample
 * @param data     x [n, d], y [n]
 * @returns        the point whose smallest margin is 1, in float64, with multipliers, selections and how it was reached; where
 *   the target was not reached, the point with the smallest residual, and why
 * @throws {ShapeError} if network and data do not fit together
 * @throws {DomainError} for a network that is not homogeneous or wrong about a sample, or options out of range
 * @throws {DtypeError} if the backend does not offer float64
 * @see Lyu and Li 2020, arXiv:1906.05890, on the problem; Goldstein 1977, Math. Program. 13, on descent with the gradients of
 *   a neighbourhood
 * @example const { network: kktPoint, residual } = await refineToKkt(backend, trained, training)
 */
export async function refineToKkt(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: RefineOptions = {},
): Promise<RefineResult> {
  const began = performance.now();
  checkBinaryNetwork(network);
  checkPoints(network, data.x, data.y);
  checkRefineOptions(options);
  if (homogeneityDegree(network) === undefined) {
    throw new DomainError(
      'refineToKkt: a layer above the first has a bias, so the network is not homogeneous and has no max-margin problem; train with biases in the first layer at most',
    );
  }
  const problem = await openProblem(backend, network, data);
  try {
    return await descendToKkt(problem, options, began);
  } finally {
    await problem.dispose();
  }
}
