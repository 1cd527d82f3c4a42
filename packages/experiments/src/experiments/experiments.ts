import { DomainError } from '@noprior/tensor';
import { adaptiveAttacker } from './adaptive-attacker.ts';
import { defencesExperiment } from './defences.ts';
import { equalLoss } from './equal-loss.ts';
import type { Experiment } from './experiment.ts';
import { farSets } from './far-sets.ts';
import { priorStrength } from './prior-strength.ts';
import { cifarShift, mnistShift } from './shift.ts';
import { sphereRadius } from './sphere-radius.ts';
import { trainingLength } from './training-length.ts';

/** Every experiment, in the order in which `all` runs them. */
export const experiments: readonly Experiment[] = [
  sphereRadius,
  mnistShift,
  cifarShift,
  trainingLength,
  priorStrength,
  equalLoss,
  adaptiveAttacker,
  farSets,
  defencesExperiment,
];

/** Their names. */
export const experimentNames: readonly string[] = experiments.map(({ name }) => name);

/** The experiments of these names; `all` stands for every one.
 *
 * @throws {DomainError} for an unknown name; the message lists the known ones
 * @example findExperiments(['sphere-radius'])[0].title
 */
export function findExperiments(names: readonly string[]): Experiment[] {
  const unknown = names.find((name) => name !== 'all' && !experimentNames.includes(name));
  if (unknown !== undefined) {
    throw new DomainError(
      `experiment: unknown name ${JSON.stringify(unknown)}; there are ${experimentNames.join(', ')}, and all`,
    );
  }
  return experiments.filter(({ name }) => names.includes(name) || names.includes('all'));
}
