export type { RefineOptions, RefineProgress } from './refine-options.ts';
export type { RefineEnd, RefineRecord, RefineResult } from './refine-result.ts';
export { refineToKkt } from './refine-to-kkt.ts';
