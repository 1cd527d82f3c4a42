import type { PointResult } from '../engine/experiment.ts';
import type { dataKind } from '../steps/data-kind.ts';
import type { trainKind } from '../steps/train-kind.ts';
import type { kktResidualsKind } from './steps/kkt-residuals-kind.ts';
import type { RefineVariant, refineKind } from './steps/refine-kind.ts';

/** What is varied. */
export type RefinementPoint = { readonly network: string; readonly variant: RefineVariant };

/** Stages of the study. */
export type RefinementKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly start: typeof kktResidualsKind;
  readonly refine: typeof refineKind;
  readonly end: typeof kktResidualsKind;
};

/** What one point of the study gave. */
export type RefinementResult = PointResult<RefinementPoint, RefinementKinds>;
