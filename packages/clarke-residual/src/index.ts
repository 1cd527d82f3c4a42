export type { ClarkeEnd, ClarkeProgress, ClarkeResidualOptions } from './clarke-options.ts';
export { type ClarkeResidual, clarkeResidual } from './clarke-residual.ts';
export {
  type ClarkeStart,
  type ClarkeState,
  firstSelections,
  makeClarkeState,
  type SlacknessPrice,
} from './clarke-state.ts';
export { type ClarkeSystem, clarkeQuantities, toClarkeSystem } from './clarke-system.ts';
export { type DerivativeKind, type EpsilonDelta, type EpsilonDeltaOptions, epsilonDelta } from './epsilon-delta.ts';
export { type GramProducts, makeGramProducts } from './gram-products.ts';
export type { KinkCount } from './kink-count.ts';
export { type MinimiseOptions, minimiseClarke } from './minimise-clarke.ts';
