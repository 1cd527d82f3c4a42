import { DomainError } from '@noprior/tensor';
import { attackComparison } from './attack-power/attack-comparison.ts';
import { attackOverTime } from './attack-power/attack-over-time.ts';
import { attackVariants } from './attack-power/attack-variants.ts';
import { candidateRanking } from './attack-power/candidate-ranking.ts';
import { kktReconstruction } from './attack-power/kkt-reconstruction.ts';
import { networkExposure } from './attack-power/network-exposure.ts';
import { trainingTime } from './attack-power/training-time.ts';
import type { Experiment } from './engine/experiment.ts';
import type { AnyStepKind, StepKinds } from './engine/step-kind.ts';
import { adaptiveAttacker } from './paper/adaptive-attacker.ts';
import { defencesExperiment } from './paper/defences.ts';
import { equalLoss } from './paper/equal-loss.ts';
import { farSets } from './paper/far-sets.ts';
import { priorStrength } from './paper/prior-strength.ts';
import { cifarShift, mnistShift } from './paper/shift.ts';
import { sphereRadius } from './paper/sphere-radius.ts';
import { trainingLength } from './paper/training-length.ts';
import { clarkeSolverTime } from './theory/clarke-solver-time.ts';
import { farKktSets } from './theory/far-kkt-sets.ts';
import { kktConvergence } from './theory/kkt-convergence.ts';
import { kktRefinement } from './theory/kkt-refinement.ts';
import { randomNetworkBounds } from './theory/random-network-bounds.ts';
import { trainedNetworkBounds } from './theory/trained-network-bounds.ts';

/** Studies that stand in one document. */
export interface StudyGroup {
  /** Small letters and hyphens. */
  readonly name: string;
  readonly title: string;
  readonly experiments: readonly Experiment[];
}

/** Every study: the only list of them. Each is one file and one row. */
export const studyGroups: readonly StudyGroup[] = [
  {
    name: 'paper',
    title: 'The experiments of "No Prior, No Leakage"',
    experiments: [
      sphereRadius,
      mnistShift,
      cifarShift,
      trainingLength,
      priorStrength,
      equalLoss,
      adaptiveAttacker,
      farSets,
      defencesExperiment,
    ],
  },
  {
    name: 'attack-power',
    title: 'Attack power',
    experiments: [
      attackComparison,
      attackOverTime,
      networkExposure,
      candidateRanking,
      attackVariants,
      kktReconstruction,
      trainingTime,
    ],
  },
  {
    name: 'theory',
    title: 'The theory, measured',
    experiments: [
      kktRefinement,
      kktConvergence,
      randomNetworkBounds,
      trainedNetworkBounds,
      farKktSets,
      clarkeSolverTime,
    ],
  },
];

/** Every study, in the order in which `all` runs them. */
export const experiments: readonly Experiment[] = studyGroups.flatMap((group) => group.experiments);

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

/** Every kind of step that a study is made of, by name: what a worker can run. */
export const stepKinds: StepKinds = collectKinds(experiments);

function collectKinds(studies: readonly Experiment[]): StepKinds {
  const kinds = studies.flatMap(({ stages }) => Object.values(stages).flatMap((stage) => stage?.kind ?? []));
  const byName = new Map<string, AnyStepKind>();
  for (const kind of kinds) {
    if ((byName.get(kind.name) ?? kind) !== kind) throw new DomainError(`experiment: two kinds are named ${kind.name}`);
    byName.set(kind.name, kind);
  }
  return Object.fromEntries(byName);
}
