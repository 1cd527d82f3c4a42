import type { Estimate } from '@noprior/metrics';
import type { JsonObject } from './json.ts';

/** `smoke`: seconds, tells that everything runs; `cpu`: minutes to an hour, the numbers of the documentation; `paper`: the sizes
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

/** One kind of step of every point of the grid; steps that come out equal at several points are done once. */
export interface Stage<Point extends GridPoint, Sizes> {
  readonly name: string;
  /** One of `stepKinds`. */
  readonly kind: string;
  /** Earlier stages that it reads, by the names that the kind gives them. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Inputs that only some points need, besides. */
  inputsAt?(point: Point, seed: number, sizes: Sizes): Readonly<Record<string, string>>;
  parameters(point: Point, seed: number, sizes: Sizes): JsonObject;
  /** Seconds that it is expected to take on two cores. */
  seconds(point: Point, seed: number, sizes: Sizes): number;
}

/** What a stage gave. */
export interface StageResult {
  /** Of its step; equal steps are computed once. */
  readonly key: string;
  readonly values: JsonObject;
  /** That its step took, when it was computed. */
  readonly seconds: number;
}

/** What one point of the grid gave with one seed. */
export interface PointResult<Point extends GridPoint = GridPoint> {
  readonly point: Point;
  readonly seed: number;
  /** Every stage; stages that went wrong are missing. */
  readonly stages: Readonly<Record<string, StageResult>>;
}

/** One cell of a table; `null` where nothing was measured. */
export type SummaryCell = string | number | Estimate | null;

/** A claim beside what was measured. */
export interface Statement {
  /** What the paper, or its readers, say. */
  readonly claim: string;
  readonly measured: string;
  /** By the rule that `measured` states. */
  readonly verdict: 'agrees' | 'disagrees' | 'undecided';
}

/** Curves with logarithmic axes. */
export interface SummaryCurves {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

/** What an experiment shows. */
export interface Summary {
  readonly statements: readonly Statement[];
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly SummaryCell[])[] };
  readonly curves: readonly SummaryCurves[];
}

/** An experiment as data: what is varied, which steps each combination takes, and what the numbers say. */
export interface Experiment<Point extends GridPoint = GridPoint, Sizes = unknown> {
  /** Small letters and hyphens. */
  readonly name: string;
  readonly title: string;
  /** What is asked, and how it is measured: a few sentences. */
  readonly about: string;
  readonly scales: Readonly<Record<ScaleName, Setting<Point, Sizes>>>;
  /** In an order in which each reads earlier ones. */
  readonly stages: readonly Stage<Point, Sizes>[];
  /** Whether a combination of the grid is part of the experiment; default all. */
  includes?(point: Point): boolean;
  summarize(results: readonly PointResult<Point>[], setting: Setting<Point, Sizes>): Summary;
}
