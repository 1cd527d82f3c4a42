export type { RefineOptions, RefineProgress } from './refine-options.ts';
export type { RefineRecord, RefineResult, RefineStop } from './refine-result.ts';
export { refineToKkt } from './refine-to-kkt.ts';
