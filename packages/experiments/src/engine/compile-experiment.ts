import { DomainError, definedOnly } from '@noprior/tensor';
import type {
  Experiment,
  GridPoint,
  PointResult,
  ScaleName,
  Setting,
  Stage,
  StageKinds,
  StageResult,
} from './experiment.ts';
import type { JsonObject } from './json.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';
import type { StepCache } from './step-cache.ts';

/** A point of the grid with its steps. */
export interface PlannedPoint<Point extends GridPoint = GridPoint, Kinds extends StageKinds = StageKinds> {
  readonly point: Point;
  readonly seed: number;
  readonly steps: { readonly [Name in keyof Kinds]: Step };
}

/** Options of {@link compileExperiment}. */
export interface CompileOptions {
  /** Checksums of the files of a data set, by its name: they become part of the keys of steps that read it. */
  readonly files?: Readonly<Record<string, JsonObject>>;
}

/** Add the steps of a study to a plan.
 *
 * @returns its points, in the order of the grid, seeds innermost
 * @throws {DomainError} if a stage reads one that does not come before it, or parameters are not finite
 */
export function compileExperiment<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
  scale: ScaleName,
  plan: Plan,
  { files = {} }: CompileOptions = {},
): PlannedPoint<Point, Kinds>[] {
  const { sizes } = experiment.scales[scale];
  return pointsOf(experiment, scale).map(({ point, seed }) => {
    const steps: Record<string, Step> = {};
    for (const [name, stage] of stagesOf(experiment)) {
      const inputs: Record<string, Step> = {};
      for (const [input, source] of Object.entries({ ...stage.inputs, ...stage.inputsAt?.(point, seed, sizes) })) {
        const step = steps[source];
        if (step === undefined) {
          throw new DomainError(
            `experiment ${experiment.name}: stage ${name} reads ${source}, which does not come before it`,
          );
        }
        inputs[input] = step;
      }
      const given = stage.parameters(point, seed, sizes);
      const [read] = (stage.kind.datasets?.(given) ?? []).flatMap((dataset) => files[dataset] ?? []);
      steps[name] = plan.add({
        kind: stage.kind,
        parameters: read === undefined ? given : { ...given, files: read },
        inputs,
        estimate: stage.seconds(point, seed, sizes),
      });
    }
    // Every stage has put its step there.
    return { point, seed, steps: steps as PlannedPoint<Point, Kinds>['steps'] };
  });
}

/** Names of the data sets that a study reads at a scale. */
export function datasetsOf<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
  scale: ScaleName,
): string[] {
  const { sizes } = experiment.scales[scale];
  const names = pointsOf(experiment, scale).flatMap(({ point, seed }) =>
    stagesOf(experiment).flatMap(([, { kind, parameters }]) => kind.datasets?.(parameters(point, seed, sizes)) ?? []),
  );
  return [...new Set(names)];
}

/** Read what the steps of a study gave; results that are missing or damaged are left out. */
export async function readResults<Point extends GridPoint, Kinds extends StageKinds>(
  points: readonly PlannedPoint<Point, Kinds>[],
  cache: StepCache,
): Promise<PointResult<Point, Kinds>[]> {
  const known = new Map<string, StageResult>();
  const results: PointResult<Point, Kinds>[] = [];
  for (const { point, seed, steps } of points) {
    const stages: Record<string, StageResult> = {};
    for (const [name, step] of Object.entries<Step>(steps)) {
      if (!known.has(step.key)) {
        const state = await cache.inspect(step);
        if (state.kind === 'valid') {
          const { values, seconds, ran } = state.result;
          const { key, version } = step;
          known.set(key, { key, version, values, seconds, ...definedOnly({ ran }) });
        }
      }
      const found = known.get(step.key);
      if (found !== undefined) stages[name] = found;
    }
    // A result is of its step's kind and version: the key says so.
    results.push({ point, seed, stages: stages as PointResult<Point, Kinds>['stages'] });
  }
  return results;
}

function stagesOf<Point extends GridPoint, Sizes, Kinds extends StageKinds>({
  stages,
}: Experiment<Point, Sizes, Kinds>): [string, Stage<Point, Sizes>][] {
  return Object.entries<Stage<Point, Sizes>>(stages);
}

/** Every point of the study with every seed. */
function pointsOf<Point extends GridPoint, Sizes, Kinds extends StageKinds>(
  experiment: Experiment<Point, Sizes, Kinds>,
  scale: ScaleName,
): { readonly point: Point; readonly seed: number }[] {
  const setting = experiment.scales[scale];
  return gridPoints(setting)
    .flatMap((point) => setting.seeds.map((seed) => ({ point, seed })))
    .filter(({ point, seed }) => experiment.includes?.(point, seed, setting.sizes) ?? true);
}

/** Every combination, the last name innermost. */
function gridPoints<Point extends GridPoint>({ grid }: Setting<Point, unknown>): Point[] {
  let points: GridPoint[] = [{}];
  for (const [name, values] of Object.entries<readonly GridPoint[string][]>(grid)) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  // Each has every name of the grid.
  return points as Point[];
}
