import {
  abs,
  add,
  clip,
  div,
  exp,
  greaterEqual,
  maximum,
  minimum,
  mul,
  type Operand,
  sqrt,
  sub,
  type Tensor,
  where,
} from '@noprior/tensor';
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

/** Scalars that a rule carries from step to step, before the first step. `constant` needs none. */
export function initialStepState(rule: StepRule): Record<string, number> {
  if (rule.schedule === 'constant') return {};
  return { 'step.logLoss': 0, 'step.predicted': -1, 'step.limit': rule.maxLogLossChange };
}

/** A step counts as smooth if ln(loss) fell by at least this part of what the gradient predicted. */
const smoothPart = 0.8;

/** Factors on the limit after a smooth step and after another. */
const growth = 1.02;
const decay = 0.9;

/** Factor on the gradient of ln(loss).
 *
 * - `constant`: `stepSize * loss`, so that the step is `stepSize` times the gradient of the loss: plain gradient descent.
 * - `normalized`: the largest factor for which the gradient predicts a change of ln(loss) of at most `limit`, and no
 *   layer changes by more than `maxRelativeChange` of its norm. Both bounds are free of units: they hold for any depth
 *   and scale. The second one rules at the start of a network with small layers, where it makes them grow by a fixed
 *   percentage per step instead of jumping; the first one rules afterwards and makes ln(loss) fall linearly. `limit` is
 *   `maxLogLossChange` or less: it shrinks by 10 % whenever ln(loss) fell by less than 80 % of the prediction, which
 *   means that descent overshoots across some valley, and grows by 2 % otherwise. So the steps follow the gradient flow
 *   also where the data would make a fixed limit oscillate.
 *
 * @param inputs  hold the state by the names of {@link initialStepState}
 * @see Nacson et al. 2019, arXiv:1803.01905, and Lyu and Li 2020, arXiv:1906.05890, on loss-normalised descent; the two
 *   bounds are this project's own
 */
export function stepRate(
  rule: StepRule,
  inputs: Readonly<Record<string, Tensor>>,
  { logLoss, parameters, gradient }: StepQuantities,
): { readonly rate: Tensor; readonly state: Readonly<Record<string, Tensor>> } {
  if (rule.schedule === 'constant') return { rate: mul(rule.stepSize, exp(logLoss)), state: {} };
  const isFloat32 = logLoss.dtype === 'float32';
  const rounding = mul(isFloat32 ? 2e-6 : 4e-15, add(1, abs(logLoss)));
  const fell = add(sub(inputs['step.logLoss']!, logLoss), rounding);
  const predictedBefore = inputs['step.predicted']!;
  // Before the first step there is no prediction.
  const first = greaterEqual(-0.5, predictedBefore);
  const smooth = maximum(first, greaterEqual(fell, mul(smoothPart, predictedBefore)));
  const limit = clip(
    mul(inputs['step.limit']!, where(smooth, growth, decay)),
    1e-4 * rule.maxLogLossChange,
    rule.maxLogLossChange,
  );
  // A layer of zeros may still move: by a millionth of the whole network.
  const floor = mul(1e-12, total(parameters));
  const tiny = isFloat32 ? 1e-37 : 1e-300;
  const ratio = (change: Operand, squared: Tensor): Tensor => div(change, maximum(squared, tiny));
  let rate = ratio(limit, total(gradient));
  gradient.forEach((squared, index) => {
    const bound = sqrt(ratio(maximum(parameters[index]!, floor), squared));
    rate = minimum(rate, mul(rule.maxRelativeChange, bound));
  });
  const predicted = mul(rate, total(gradient));
  return { rate, state: { 'step.logLoss': logLoss, 'step.predicted': predicted, 'step.limit': limit } };
}

function total(norms: readonly Tensor[]): Tensor {
  return norms.reduce((a, b) => add(a, b));
}
