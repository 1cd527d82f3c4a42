import type { ListedGroup } from '@noprior/report';
import { compileExperiment } from './engine/compile-experiment.ts';
import { DurationModel } from './engine/duration-model.ts';
import { type Experiment, type ScaleName, scaleNames } from './engine/experiment.ts';
import { Plan } from './engine/plan.ts';
import { studyGroups } from './studies.ts';

/** Every study with its expected time at each scale. Nothing is read or computed.
 *
 * @param workers  steps at a time
 */
export function listStudies(workers: number): ListedGroup[] {
  return studyGroups.map(({ title, experiments }) => ({
    title,
    studies: experiments.map((experiment) => ({
      name: experiment.name,
      title: experiment.title,
      seconds: Object.fromEntries(scaleNames.map((scale) => [scale, expectedSeconds(experiment, scale, workers)])),
    })),
  }));
}

function expectedSeconds(experiment: Experiment, scale: ScaleName, workers: number): number {
  const plan = new Plan();
  compileExperiment(experiment, scale, plan);
  return new DurationModel().secondsLeft(plan.steps, workers);
}
