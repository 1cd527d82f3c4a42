import type { Backend } from '@noprior/tensor';
import { expect } from 'vitest';
import {
  compileExperiment,
  type Experiment,
  type GridPoint,
  localWorker,
  Plan,
  type PlannedPoint,
  type PlanResult,
  type PointResult,
  readResults,
  runPlan,
  type StageKinds,
  StepCache,
  type StudySummary,
} from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A study at the smallest scale, with everything it left. */
export interface SmokeStudy<Point extends GridPoint, Kinds extends StageKinds> {
  readonly plan: Plan;
  readonly points: PlannedPoint<Point, Kinds>[];
  readonly cache: StepCache;
  readonly outcome: PlanResult;
  readonly results: PointResult<Point, Kinds>[];
  readonly summary: StudySummary;
}

/** Run a study at the smallest scale in this process. Expects what holds of every study: no step fails, every step is in the cache,
 * there are claims, tables are rectangles with rows, and the summary is JSON, so that no number is NaN or infinite.
 *
 * @param cache  shared by studies that share steps; default one that is removed with the test
 */
export async function runSmokeStudy<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
  backend: Backend,
  cache: StepCache = new StepCache(temporaryFolder()),
): Promise<SmokeStudy<Point, Kinds>> {
  const plan = new Plan(backend.name);
  const points = compileExperiment(experiment, 'smoke', plan);
  await cache.prepare();
  const startWorker = () => localWorker(cache, plan.kinds, { backend, data: {} });
  const outcome = await runPlan(plan.steps, { cache, workers: 1, startWorker });
  expect(outcome).toMatchObject({ failures: [], blocked: 0 });
  expect(outcome.computed + outcome.reused).toBe(plan.steps.length);
  const results = await readResults(points, cache);
  const summary = experiment.summarize(results, experiment.scales.smoke);
  expect(summary.claims.length).toBeGreaterThan(0);
  for (const { columns, rows } of summary.tables) {
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  }
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  return { plan, points, cache, outcome, results, summary };
}
