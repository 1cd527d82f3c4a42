import { compileExperiment, DurationModel, type Experiment, Plan, scaleNames, studyGroups } from '@noprior/experiments';
import { type Block, renderTerminal } from '@noprior/report';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';

/** Print every study with the time that it is expected to take at each scale, on its own. Nothing is read or computed. */
export function listStudies(
  { workers, json }: { readonly workers: number; readonly json?: boolean },
  terminal: Terminal,
): void {
  const groups = studyGroups.map(({ title, experiments }) => ({
    title,
    studies: experiments.map((experiment) => ({
      name: experiment.name,
      title: experiment.title,
      seconds: Object.fromEntries(scaleNames.map((scale) => [scale, expectedSeconds(experiment, scale, workers)])),
    })),
  }));
  if (json) {
    terminal.out(`${toJson('reproduce', { experiments: groups.flatMap(({ studies }) => studies) })}\n`);
    return;
  }
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
  terminal.out(renderTerminal({ title: 'Studies', lead, blocks }, { columns: 120 }));
}

function expectedSeconds(experiment: Experiment, scale: (typeof scaleNames)[number], workers: number): number {
  const plan = new Plan();
  compileExperiment(experiment, scale, plan);
  return new DurationModel().secondsLeft(plan.steps, workers);
}
