import { DomainError } from '@noprior/tensor';
import type { Experiment, GridPoint, PointResult, ScaleName, Setting, StageResult } from './experiment.ts';
import type { JsonObject } from './json.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';
import type { StepCache } from './step-cache.ts';

/** A point of the grid with its steps. */
export interface PlannedPoint {
  readonly point: GridPoint;
  readonly seed: number;
  readonly steps: Readonly<Record<string, Step>>;
}

/** Options of {@link compileExperiment}. */
export interface CompileOptions {
  /** Checksums of the files of a data set, by its name: they become part of the keys of steps that read it. */
  readonly files?: Readonly<Record<string, JsonObject>>;
}

/** Add the steps of an experiment to a plan.
 *
 * @returns its points, in the order of the grid, seeds innermost
 * @throws {DomainError} if a stage reads one that does not come before it, or parameters are not finite
 */
export function compileExperiment(
  experiment: Experiment,
  scale: ScaleName,
  plan: Plan,
  { files = {} }: CompileOptions = {},
): PlannedPoint[] {
  const setting = experiment.scales[scale];
  const points: PlannedPoint[] = [];
  for (const point of gridPoints(setting)) {
    if (experiment.includes !== undefined && !experiment.includes(point)) continue;
    for (const seed of setting.seeds) {
      const steps: Record<string, Step> = {};
      for (const stage of experiment.stages) {
        const inputs: Record<string, Step> = {};
        const sources = { ...stage.inputs, ...stage.inputsAt?.(point, seed, setting.sizes) };
        for (const [name, source] of Object.entries(sources)) {
          const input = steps[source];
          if (input === undefined) {
            throw new DomainError(
              `experiment ${experiment.name}: stage ${stage.name} reads ${source}, which does not come before it`,
            );
          }
          inputs[name] = input;
        }
        const given = stage.parameters(point, seed, setting.sizes);
        const read = stage.kind === 'data' && typeof given.dataset === 'string' ? files[given.dataset] : undefined;
        steps[stage.name] = plan.add({
          kind: stage.kind,
          parameters: read === undefined ? given : { ...given, files: read },
          inputs,
          estimate: stage.seconds(point, seed, setting.sizes),
        });
      }
      points.push({ point, seed, steps });
    }
  }
  return points;
}

/** Read what the steps of an experiment gave; results that are missing or damaged are left out. */
export async function readResults(points: readonly PlannedPoint[], cache: StepCache): Promise<PointResult[]> {
  const known = new Map<string, StageResult>();
  const results: PointResult[] = [];
  for (const { point, seed, steps } of points) {
    const stages: Record<string, StageResult> = {};
    for (const [name, step] of Object.entries(steps)) {
      if (!known.has(step.key)) {
        const state = await cache.inspect(step);
        if (state.kind === 'sound') {
          const { values, seconds } = state.result;
          known.set(step.key, { key: step.key, values, seconds });
        }
      }
      const found = known.get(step.key);
      if (found !== undefined) stages[name] = found;
    }
    results.push({ point, seed, stages });
  }
  return results;
}

/** Every combination, the last name innermost. */
function gridPoints({ grid }: Setting<GridPoint, unknown>): GridPoint[] {
  let points: GridPoint[] = [{}];
  for (const [name, values] of Object.entries(grid)) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return points;
}

/** Seconds of all steps of an experiment, each counted once, though several points may need it. */
export function stepSeconds(results: readonly PointResult[]): number {
  const steps = new Map(
    results.flatMap(({ stages }) => Object.values(stages)).map(({ key, seconds }) => [key, seconds]),
  );
  return [...steps.values()].reduce((sum, seconds) => sum + seconds, 0);
}
