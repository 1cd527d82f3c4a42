import type { PlanFacts } from '@noprior/report';
import { DurationModel } from './duration-model.ts';
import type { PlannedStudy } from './planned-study.ts';
import type { Step } from './step.ts';
import type { StepCache } from './step-cache.ts';

/** What a run would do, by the results that are there.
 *
 * @param workers  steps at a time
 */
export async function summarizePlan(
  steps: readonly Step[],
  planned: readonly PlannedStudy[],
  cache: StepCache,
  workers: number,
): Promise<PlanFacts> {
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
