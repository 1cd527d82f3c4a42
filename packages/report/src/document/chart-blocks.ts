import type { Threshold } from './threshold.ts';
import type { Value } from './value.ts';

/** A point of a curve or of a cloud. */
export type Point = readonly [x: number, y: number];

/** An axis of a chart. */
export interface Axis {
  /** What it counts, with its unit: `seconds`. */
  readonly name: string;
  /** Default: logarithmic if all values are above 0 and span a factor of 10 or more. */
  readonly scale?: 'linear' | 'log';
  /** Ends in data units; default: round numbers around the values. */
  readonly min?: number;
  readonly max?: number;
}

/** Points joined by lines. */
export interface CurveSeries {
  readonly name: string;
  /** What the legend says behind the name, for example a slope; the last value unless given. */
  readonly detail?: string;
  /** In the order in which they are joined. What an axis cannot show (NaN, infinite, not above 0 on a logarithmic axis) is left out. */
  readonly points: readonly Point[];
}

/** Curves over a common axis. */
export interface CurvesBlock {
  readonly kind: 'curves';
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly CurveSeries[];
  /** Lines over the whole width, for example an oracle loss; `null` where there is no value. */
  readonly references?: readonly { readonly name: string; readonly value: number | null }[];
  /** Whether a value holds until the next point, so that curves are stairs. */
  readonly steps?: boolean;
}

/** Points of one kind in a cloud. */
export interface ScatterSeries {
  readonly name: string;
  readonly points: readonly Point[];
}

/** A cloud of points. */
export interface ScatterBlock {
  readonly kind: 'scatter';
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly ScatterSeries[];
  /** Whether a dashed line shows where both coordinates are equal. */
  readonly diagonal?: boolean;
}

/** How a bar is filled; they differ without colour too. */
export type BarPattern = 'full' | 'hatched' | 'hollow';

/** One bar. */
export interface Bar {
  readonly name: string;
  /** Above 0; `null` when there is none, which `cells` then explains. What is not above 0 is not drawn. */
  readonly value: number | null;
  /** Ends of the whisker, above 0. */
  readonly spread?: readonly [low: number, high: number];
  /** Position of its kind in the list of kinds. */
  readonly kind: number;
  /** What stands right of the bar, one for each column. */
  readonly cells: readonly Value[];
}

/** A column right of the bars. In the narrow drawing the first stands there alone; the others follow the name. */
export interface BarColumn {
  readonly name: string;
  /** Name in the narrow drawing, where it stands in front of every text. */
  readonly short?: string;
}

/** Horizontal bars on a logarithmic axis, from top to bottom. A bar without a value keeps its line, name and texts. */
export interface BarsBlock {
  readonly kind: 'bars';
  readonly title: string;
  /** Its ends are powers of ten; those around the bars unless given, for several charts on one scale. */
  readonly axis: Axis;
  readonly bars: readonly Bar[];
  /** What the bars are of, each in a colour and a pattern; those that no bar is of are left out of the legend. */
  readonly kinds: readonly { readonly name: string; readonly pattern: BarPattern }[];
  readonly columns: readonly BarColumn[];
  /** What a whisker spans, for example `10th to 90th percentile`. */
  readonly spreadName?: string;
  /** Whether axis, whiskers and kinds are explained; yes unless given, no for a chart below another of its sort. */
  readonly key?: boolean;
}

/** Values of one group. */
export interface DistributionGroup {
  readonly name: string;
  readonly values: readonly number[];
}

/** Values by group, all on one linear axis: dots, or bars of a histogram for many, and a table of quantiles. */
export interface DistributionBlock {
  readonly kind: 'distribution';
  readonly title: string;
  readonly axis: Axis;
  readonly groups: readonly DistributionGroup[];
  /** A line across all groups, for example the best match of any held-out image. */
  readonly threshold?: Threshold;
}
