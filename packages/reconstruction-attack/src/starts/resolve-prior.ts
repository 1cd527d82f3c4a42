import { type Box, checkObjective, type ObjectiveKind, suggestedObjective } from '@noprior/kkt-loss';
import { outputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Knowledge, knownValue } from '../knowledge.ts';
import type { AttackPrior } from './prior.ts';

/** What an attack falls back to where nobody knows the range of the inputs. */
const unitBox: Box = { low: -1, high: 1 };

/** The box that an attack runs with: that of the configuration, or, for `known`, that of the attacker's knowledge,
 * else [-1, 1]. */
export function resolveBox({ box }: Pick<AttackPrior, 'box'>, knowledge: Knowledge): Box | undefined {
  return box === 'known' ? (knownValue(knowledge.box) ?? unitBox) : box;
}

/** The objective that is asked for, or else the one that a network suggests.
 *
 * @param positive  of an attack whose multipliers are positive: a regression is `binary` to it, labels are signs
 * @throws {DomainError} for an unknown objective
 * @throws {ShapeError} if the network's outputs do not fit it
 */
export function resolveObjective(
  network: ReluNetwork,
  asked: ObjectiveKind | undefined,
  { positive }: { readonly positive: boolean },
): ObjectiveKind {
  const objective = asked ?? (positive && outputSize(network) === 1 ? 'binary' : suggestedObjective(network));
  checkObjective(network, objective);
  return objective;
}

/** Number of labels that candidates have: two, or that of the classes. */
export function labelCount(network: ReluNetwork): number {
  return Math.max(2, outputSize(network));
}

/** Arrays of the size of the points that are alive at once: values, derivatives, the state of the optimizer, a copy. */
const copies = 4;

/** Numbers that an attack by gradients keeps for so many candidates. */
export function candidateMemory(network: ReluNetwork, candidates: number): number {
  const units = network.layers.reduce((total, { weight }) => total + weight.shape[0]!, 0);
  return candidates * (copies * network.layers[0]!.weight.shape[1]! + units);
}
