import type { AnyStepKind, ParametersOf, ValuesOf } from './step-kind.ts';
import type { StepRun } from './step-run.ts';
import type { StudySummary } from './study-summary.ts';

/** `smoke`: seconds, shows that everything runs; `cpu`: minutes to an hour, the numbers of the documentation; `paper`: the sizes
 * of the publications, for a GPU or patience. */
export const scaleNames = ['smoke', 'cpu', 'paper'] as const;

/** Name of a scale. */
export type ScaleName = (typeof scaleNames)[number];

/** One combination of the grid. */
export type GridPoint = Readonly<Record<string, string | number | boolean>>;

/** What is run at a scale: every combination of the grid, with every seed. */
export interface Setting<Point extends GridPoint, Sizes> {
  readonly grid: { readonly [Name in keyof Point]: readonly Point[Name][] };
  readonly seeds: readonly number[];
  readonly sizes: Sizes;
}

/** Kinds of the stages of a study, by the names of the stages; optional where a study may be without. */
export type StageKinds = Readonly<Partial<Record<string, AnyStepKind>>>;

/** Names of stages. */
export type StageName<Kinds extends StageKinds> = keyof Kinds & string;

/** One step of every point of the grid; steps that come out equal at several points are done once. */
export interface Stage<
  Point extends GridPoint = GridPoint,
  Sizes = unknown,
  Kind extends AnyStepKind = AnyStepKind,
  Earlier extends string = string,
> {
  readonly kind: Kind;
  /** Earlier stages that it reads, by the names that the kind gives them. */
  readonly inputs?: Readonly<Record<string, Earlier>>;
  /** Inputs that only some points need, besides. */
  inputsAt?(point: Point, seed: number, sizes: Sizes): Readonly<Record<string, Earlier>>;
  parameters(point: Point, seed: number, sizes: Sizes): ParametersOf<Kind>;
  /** Seconds that it is expected to take on two cores. */
  seconds(point: Point, seed: number, sizes: Sizes): number;
}

/** The stages of a study by name, in an order in which each reads earlier ones. */
export type Stages<Point extends GridPoint, Sizes, Kinds extends StageKinds> = {
  readonly [Name in keyof Kinds]: Stage<Point, Sizes, NonNullable<Kinds[Name]>, StageName<Kinds>>;
};

/** What a stage gave. */
export interface StageResult<Values extends object = object> {
  /** Of its step; equal steps are computed once. */
  readonly key: string;
  /** Of its kind; left out where that was not written down. */
  readonly version?: number;
  readonly values: Values;
  /** That its step took, when it was computed. */
  readonly seconds: number;
  /** Where its step ran; left out where that was not written down. */
  readonly ran?: StepRun;
}

/** What one point of the grid gave with one seed. A misspelt stage or value does not compile. */
export interface PointResult<Point extends GridPoint = GridPoint, Kinds extends StageKinds = StageKinds> {
  readonly point: Point;
  readonly seed: number;
  /** Every stage; stages that went wrong are missing. */
  readonly stages: { readonly [Name in keyof Kinds]?: StageResult<ValuesOf<NonNullable<Kinds[Name]>>> };
}

/** A study as data: what is varied, which steps each combination takes, and what the numbers say.
 *
 * @example
 * type FarStages = { readonly data: typeof dataKind; readonly train: typeof trainKind; readonly far: typeof farKind };
 * export const farSets: Experiment<FarPoint, ImageSizes, FarStages> = { ... };
 */
export interface Experiment<
  Point extends GridPoint = GridPoint,
  Sizes = unknown,
  Kinds extends StageKinds = StageKinds,
> {
  /** Small letters and hyphens. */
  readonly name: string;
  readonly title: string;
  /** What is asked, and how it is measured: a few sentences. */
  readonly about: string;
  readonly scales: Readonly<Record<ScaleName, Setting<Point, Sizes>>>;
  readonly stages: Stages<Point, Sizes, Kinds>;
  /** Whether a combination of the grid is part of the study with a seed; default all. */
  includes?(point: Point, seed: number, sizes: Sizes): boolean;
  summarize(results: readonly PointResult<Point, Kinds>[], setting: Setting<Point, Sizes>): StudySummary;
}
