import { DurationModel, type Step, type StepCache } from '@noprior/experiments';
import { renderTerminal } from '@noprior/report';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import type { PlannedStudy } from './planned-study.ts';
import type { ReproduceOptions } from './reproduce-options.ts';

/** Print what a run would do, with the time that it is expected to take. */
export async function printPlan(
  steps: readonly Step[],
  planned: readonly PlannedStudy[],
  cache: StepCache,
  { workers, scale, json }: ReproduceOptions,
  terminal: Terminal,
): Promise<void> {
  const durations = new DurationModel();
  const left: Step[] = [];
  for (const step of steps) {
    const state = await cache.inspect(step);
    if (state.kind === 'valid') durations.add(step, state.result.seconds);
    else left.push(step);
  }
  const kinds = [...new Set(steps.map(({ kind }) => kind))].map((kind) => {
    const own = left.filter((step) => step.kind === kind);
    return {
      kind,
      steps: steps.filter((step) => step.kind === kind).length,
      left: own.length,
      seconds: own.reduce((sum, step) => sum + durations.seconds(step), 0),
    };
  });
  const experiments = planned.map(({ experiment, points }) => ({
    name: experiment.name,
    points: points.length,
    steps: new Set(points.flatMap((point) => Object.values(point.steps).map((step) => step?.key))).size,
  }));
  const secondsLeft = durations.secondsLeft(left, workers);
  if (json) {
    const plan = { experiments, kinds, steps: steps.length, left: left.length, secondsLeft };
    terminal.out(`${toJson('reproduce', plan)}\n`);
    return;
  }
  const seconds = (value: number) => ({ value, unit: 's' });
  const columns = (...names: string[]) => names.map((name) => ({ name }));
  const blocks = [
    {
      kind: 'table' as const,
      columns: columns('study', 'points', 'steps'),
      rows: experiments.map((study) => [study.name, study.points, study.steps]),
    },
    {
      kind: 'table' as const,
      columns: columns('step', 'steps', 'to do', 'expected'),
      rows: [
        ...kinds.map((kind) => [kind.kind, kind.steps, kind.left, seconds(kind.seconds)]),
        [`all, ${workers} at a time`, steps.length, left.length, seconds(secondsLeft)],
      ],
    },
  ];
  const title = `Plan at scale ${scale}`;
  terminal.out(renderTerminal({ title, blocks, footer: ['Nothing was computed.'] }, { columns: 100 }));
}
