/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Nominal coverage, for example 0.95. */
  readonly confidence: number;
  /** Name of the construction, for example 'clopper-pearson'. */
  readonly method: string;
}
