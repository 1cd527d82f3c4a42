export { type AccountResults, accountResults } from './account-results.ts';
export { type DeltaAlmostKktInput, type DeltaAlmostKktLimit, deltaAlmostKktLimit } from './delta-almost-kkt-limit.ts';
export {
  type DistanceAlmostKktBound,
  type DistanceAlmostKktOptions,
  distanceAlmostKktBound,
} from './distance-almost-kkt-bound.ts';
export { drawSplitDirection, type SplitDirectionOptions } from './draw-split-direction.ts';
export {
  type BoundedFarKktSet,
  type FarCandidates,
  type FreeFarKktSet,
  farKktSet,
} from './far-kkt-set.ts';
export type { FarKktSetOptions } from './far-kkt-set-options.ts';
export {
  type BestDirection,
  type DirectionFamily,
  type LargestSplitRadii,
  type LargestSplitRadiusOptions,
  largestSplitRadius,
  type MissingDirections,
} from './largest-split-radius.ts';
export { type NearSubspaceBound, type NearSubspaceOptions, nearSubspaceBound } from './near-subspace-bound.ts';
export type { RadiusBound } from './radius-bound.ts';
export { type SplitResult, split } from './split.ts';
export { type SplitRadii, splitRadius } from './split-radius.ts';
export type { SplitRadius, SplitSide, UnitPosition } from './split-radius-result.ts';
export type { SplitMode, SplitRecord, SplitRequest } from './split-request.ts';
export type { CellTolerances } from './tolerances.ts';
export type { PatternCheck, TransformAccount, Transformed, TransformOptions } from './transform-account.ts';
export { type UniteGroups, unite } from './unite.ts';
