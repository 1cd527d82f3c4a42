import type { ReportDocument } from '@noprior/report';
import { DurationModel } from '../engine/duration-model.ts';
import type { PlannedStudy } from '../engine/planned-study.ts';
import type { Step } from '../engine/step.ts';
import type { StepCache } from '../engine/step-cache.ts';

/** What a run would do. */
export interface PlanSummary {
  readonly experiments: readonly { readonly name: string; readonly points: number; readonly steps: number }[];
  /** Steps by their kind: all, those that are left, and the seconds that these are expected to take. */
  readonly kinds: readonly {
    readonly kind: string;
    readonly steps: number;
    readonly left: number;
    readonly seconds: number;
  }[];
  readonly steps: number;
  readonly left: number;
  readonly secondsLeft: number;
}

/** What a run would do, by the results that are there.
 *
 * @param workers  steps at a time
 */
export async function summarizePlan(
  steps: readonly Step[],
  planned: readonly PlannedStudy[],
  cache: StepCache,
  workers: number,
): Promise<PlanSummary> {
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
  return {
    experiments,
    kinds,
    steps: steps.length,
    left: left.length,
    secondsLeft: durations.secondsLeft(left, workers),
  };
}

/** A plan as two tables: by study, and by kind of step. */
export function planDocument(plan: PlanSummary, scale: string, workers: number): ReportDocument {
  const seconds = (value: number) => ({ value, unit: 's' });
  const columns = (...names: string[]) => names.map((name) => ({ name }));
  return {
    title: `Plan at scale ${scale}`,
    blocks: [
      {
        kind: 'table',
        columns: columns('study', 'points', 'steps'),
        rows: plan.experiments.map((study) => [study.name, study.points, study.steps]),
      },
      {
        kind: 'table',
        columns: columns('step', 'steps', 'to do', 'expected'),
        rows: [
          ...plan.kinds.map((kind) => [kind.kind, kind.steps, kind.left, seconds(kind.seconds)]),
          [`all, ${workers} at a time`, plan.steps, plan.left, seconds(plan.secondsLeft)],
        ],
      },
    ],
    footer: ['Nothing was computed.'],
  };
}
