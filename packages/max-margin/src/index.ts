export { polish } from './polish.ts';
export type { PolishOptions, PolishProgress } from './polish-options.ts';
export type { PolishRecord, PolishResult, PolishStop } from './polish-result.ts';
export { type ReducedProblem, reduceToSpan } from './reduce-to-span.ts';
