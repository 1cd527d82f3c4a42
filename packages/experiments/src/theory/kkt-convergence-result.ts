import type { PointResult } from '../engine/experiment.ts';
import type { dataKind } from '../steps/data-kind.ts';
import type { kktResidualsKind } from './steps/kkt-residuals-kind.ts';
import type { refineKind } from './steps/refine-kind.ts';
import type { splitRadiiKind } from './steps/split-radii-kind.ts';
import type { trainPathKind } from './steps/train-path-kind.ts';

/** What is varied: one training, looked at on its way. A loss of 0 stands for the KKT point that `refineToKkt` reaches from the end. */
export type ConvergencePoint = { readonly network: string; readonly targetLoss: number };

/** Stages of the study. */
export type ConvergenceKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainPathKind;
  readonly refine: typeof refineKind;
  readonly residuals: typeof kktResidualsKind;
  readonly radii: typeof splitRadiiKind;
};

/** What one point of the study gave. */
export type ConvergenceResult = PointResult<ConvergencePoint, ConvergenceKinds>;
