import {
  add,
  argument,
  DomainError,
  exp,
  formatShape,
  log,
  maximum,
  mean,
  mul,
  reshape,
  ShapeError,
  square,
  sub,
  type Tensor,
  wording,
} from '@noprior/tensor';
import { logMeanCrossEntropy } from './cross-entropy.ts';
import type { LabelKind } from './labelled-data.ts';
import { logMeanLogisticLoss } from './logistic-loss.ts';

/** Loss of a sample with label y: `logistic` ln(1 + e^{-y Phi}), y = -1 or +1; `cross-entropy` -ln softmax(f)_y, y a class from 0
 * to K - 1; `squared` (Phi - y)^2 / 2, y any number. */
export type SampleLoss = (typeof sampleLosses)[number];

/** Names of the losses. */
export const sampleLosses = ['logistic', 'cross-entropy', 'squared'] as const;

/** What a training minimises: the mean loss + weightDecay / 2 ||theta||^2. */
export interface LossRule {
  readonly loss: SampleLoss;
  /** 0 for none. */
  readonly weightDecay: number;
}

/** What labels are for a loss. */
export function labelKind(loss: SampleLoss): LabelKind {
  return ({ logistic: 'sign', 'cross-entropy': 'class', squared: 'target' } as const)[loss];
}

/** {@link LossRule} from options of a training.
 *
 * @throws {DomainError} for an unknown loss, a negative decay, and a decay with steps that are normalized: they do not settle at a
 *   loss above 0
 */
export function toLossRule(options: {
  readonly loss?: SampleLoss;
  readonly weightDecay?: number;
  readonly schedule?: string;
}): LossRule {
  const { loss = 'logistic', weightDecay = 0, schedule = 'normalized' } = options;
  if (!sampleLosses.includes(loss)) {
    throw new DomainError(
      wording`trainNetwork: ${argument('loss')} must be logistic, cross-entropy or squared, got ${JSON.stringify(loss)}`,
    );
  }
  if (!(weightDecay >= 0 && Number.isFinite(weightDecay))) {
    throw new DomainError(
      wording`trainNetwork: ${argument('weightDecay')} must be a number from 0, got ${weightDecay}`,
    );
  }
  if (weightDecay > 0 && schedule !== 'constant') {
    throw new DomainError(
      wording`trainNetwork: ${argument('weightDecay')} ends at a loss above 0, where steps of the schedule ${schedule} do not settle; use constant`,
    );
  }
  return { loss, weightDecay };
}

/** Check that a network's outputs suit a loss.
 *
 * @throws {ShapeError} for `cross-entropy` unless there are two outputs or more, for the others unless there is one
 */
export function checkOutputs({ loss }: LossRule, outputs: number): void {
  if (loss === 'cross-entropy' ? outputs >= 2 : outputs === 1) return;
  throw new ShapeError(
    `trainNetwork: the loss ${loss} needs ${loss === 'cross-entropy' ? 'two output units or more' : 'one output unit'}, the network has ${outputs}; use ${outputs === 1 ? 'logistic or squared' : 'cross-entropy'}`,
  );
}

/** Logarithm of what a training minimises.
 *
 * @param outputs       [n, K]
 * @param y             [n] labels
 * @param squaredNorm   [] ||theta||^2
 * @returns             []
 * @throws {ShapeError} unless outputs and y fit together
 */
export function logTrainingLoss(rule: LossRule, outputs: Tensor, y: Tensor, squaredNorm: Tensor): Tensor {
  const logMean = logMeanLoss(rule.loss, outputs, y);
  if (rule.weightDecay === 0) return logMean;
  return log(add(exp(logMean), mul(rule.weightDecay / 2, squaredNorm)));
}

function logMeanLoss(loss: SampleLoss, outputs: Tensor, y: Tensor): Tensor {
  if (loss === 'cross-entropy') return logMeanCrossEntropy(outputs, y);
  const [count = 0, units = 0] = outputs.shape;
  if (units !== 1) throw new ShapeError(`logTrainingLoss: outputs must be [n, 1], got ${formatShape(outputs.shape)}`);
  const single = reshape(outputs, [count]);
  if (loss === 'logistic') return logMeanLogisticLoss(single, y);
  // A training set that is fitted exactly has no logarithm.
  const tiny = y.dtype === 'float32' ? 1e-37 : 1e-300;
  return log(maximum(mul(0.5, mean(square(sub(single, y)))), tiny));
}
