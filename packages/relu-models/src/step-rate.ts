import { add, div, exp, maximum, minimum, mul, type Operand, sqrt, type Tensor } from '@noprior/tensor';
import type { StepRule } from './training-options.ts';

/** What the rule may look at in one step. */
export interface StepQuantities {
  /** [] */
  readonly logLoss: Tensor;
  /** Squared norm of every layer. */
  readonly parameters: readonly Tensor[];
  /** Squared norm of the gradient of ln(loss) by every layer. */
  readonly gradient: readonly Tensor[];
}

/** Factor on the gradient of ln(loss).
 *
 * - `constant`: `stepSize * loss`, so that the step is `stepSize` times the gradient of the loss: plain gradient descent.
 * - `normalized`: the largest factor for which the gradient predicts a change of ln(loss) of at most `maxLogLossChange`,
 *   and no layer changes by more than `maxRelativeChange` of its norm. Both bounds are free of units: they hold for any
 *   depth and scale. The second one rules at the start of a network with small layers, where it makes them grow by a
 *   fixed percentage per step instead of jumping; the first one rules afterwards and makes ln(loss) fall about linearly.
 *   It also keeps descent stable: for n samples with orthogonal gradients the curvature of ln(loss) is at most its
 *   squared gradient, so that 2 is the limit of stability, and more correlated samples need less.
 *
 * ln(loss) may fall by less than predicted however small the steps are: trained networks keep many samples on the kink of
 * some neuron, where descent slides along the kink instead of crossing it. So the ratio of the two is no sign of steps
 * that are too large, and the rule does not look at it.
 *
 * @returns [] rate
 * @see Nacson et al. 2019, arXiv:1803.01905, and Lyu and Li 2020, arXiv:1906.05890, on loss-normalised descent; the two
 *   bounds are this project's own
 */
export function stepRate(rule: StepRule, { logLoss, parameters, gradient }: StepQuantities): Tensor {
  if (rule.schedule === 'constant') return mul(rule.stepSize, exp(logLoss));
  // A layer of zeros may still move: by a millionth of the whole network.
  const floor = mul(1e-12, total(parameters));
  const tiny = logLoss.dtype === 'float32' ? 1e-37 : 1e-300;
  const ratio = (change: Operand, squared: Tensor): Tensor => div(change, maximum(squared, tiny));
  let rate = ratio(rule.maxLogLossChange, total(gradient));
  gradient.forEach((squared, index) => {
    const bound = sqrt(ratio(maximum(parameters[index]!, floor), squared));
    rate = minimum(rate, mul(rule.maxRelativeChange, bound));
  });
  return rate;
}

function total(norms: readonly Tensor[]): Tensor {
  return norms.reduce((a, b) => add(a, b));
}
