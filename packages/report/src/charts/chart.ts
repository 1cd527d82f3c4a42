/** Size of one drawing, in SVG user units (CSS pixels when not scaled). */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Whether this is a drawing for narrow screens. */
  readonly narrow: boolean;
}

/** One entry of the legend under a chart. */
export interface LegendEntry {
  readonly name: string;
  /** What stands behind the name, for example the last value. */
  readonly detail: string;
  /** SVG elements in a box of 28 by 12 pixels. */
  readonly swatch: string;
}

/** A chart that can be drawn at any size; its colours are CSS custom properties, see `palette.ts`. */
export interface Chart {
  /** Text alternative: what the chart shows, with its most important values. */
  readonly label: string;
  /** How to read the axes, one or two sentences. */
  readonly notes: string;
  readonly legend: readonly LegendEntry[];
  /** Pixels. */
  height(narrow: boolean): number;
  /** SVG elements. */
  draw(size: ChartSize): string;
}
