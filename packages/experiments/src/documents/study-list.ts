import type { Block, ReportDocument } from '@noprior/report';
import { compileExperiment } from '../engine/compile-experiment.ts';
import { DurationModel } from '../engine/duration-model.ts';
import { type Experiment, type ScaleName, scaleNames } from '../engine/experiment.ts';
import { Plan } from '../engine/plan.ts';
import { studyGroups } from '../studies.ts';

/** Studies of one group with the time that each is expected to take on its own. */
export interface ListedGroup {
  readonly title: string;
  readonly studies: readonly {
    readonly name: string;
    readonly title: string;
    readonly seconds: Readonly<Record<string, number>>;
  }[];
}

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

/** The list as one table for each group. */
export function studyListDocument(groups: readonly ListedGroup[], workers: number): ReportDocument {
  const blocks = groups.map(
    ({ title, studies }): Block => ({
      kind: 'section',
      title,
      blocks: [
        {
          kind: 'table',
          columns: ['name', 'title', ...scaleNames].map((name) => ({ name })),
          rows: studies.map(({ name, title: about, seconds }) => [
            name,
            about,
            ...scaleNames.map((scale) => ({ value: seconds[scale] ?? null, unit: 's' })),
          ]),
        },
      ],
    }),
  );
  const lead = `Expected time of each on its own with two cores, ${workers} at a time.`;
  return { title: 'Studies', lead, blocks };
}

function expectedSeconds(experiment: Experiment, scale: ScaleName, workers: number): number {
  const plan = new Plan();
  compileExperiment(experiment, scale, plan);
  return new DurationModel().secondsLeft(plan.steps, workers);
}
