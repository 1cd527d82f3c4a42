import type { PlannedPoint } from './compile-experiment.ts';
import type { Experiment } from './experiment.ts';

/** A study with its points. */
export interface PlannedStudy {
  readonly experiment: Experiment;
  readonly points: readonly PlannedPoint[];
}
