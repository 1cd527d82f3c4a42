import { checkObjective, type ObjectiveKind, suggestedObjective } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';

/** Choices of an option `--objective`. */
export const objectiveChoices: readonly ObjectiveKind[] = ['binary', 'runner-up', 'per-class', 'regression'];

/** The objective that is asked for, or else what a network suggests.
 *
 * @throws {ShapeError} if the network's outputs do not fit the objective
 */
export function modelObjective(network: ReluNetwork, asked?: ObjectiveKind): ObjectiveKind {
  const objective = asked ?? suggestedObjective(network);
  checkObjective(network, objective);
  return objective;
}

/** {@link modelObjective} as a setting of an attack; left out where it is the default, so that records stay what they were. */
export function objectiveSetting(network: ReluNetwork, asked?: ObjectiveKind): { readonly objective?: ObjectiveKind } {
  const objective = modelObjective(network, asked);
  return objective === 'binary' ? {} : { objective };
}
