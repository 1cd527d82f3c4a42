import { outputSize, type ReluNetwork, trainedLoss } from '@noprior/relu-models';
import type { ObjectiveKind } from './objective-kind.ts';

/** The objective that a network suggests: `per-class` with several outputs, with one `regression` if it says that its loss was the squared
 * one, `binary` if not. */
export function suggestedObjective(network: ReluNetwork): ObjectiveKind {
  if (outputSize(network) > 1) return 'per-class';
  return trainedLoss(network) === 'squared' ? 'regression' : 'binary';
}
