import type { Experiment, PlannedPoint } from '@noprior/experiments';

/** A study with its points. */
export interface PlannedStudy {
  readonly experiment: Experiment;
  readonly points: readonly PlannedPoint[];
}
