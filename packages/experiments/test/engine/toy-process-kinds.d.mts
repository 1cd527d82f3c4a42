import type { StepKinds } from '../../src/index.ts';

export const kinds: StepKinds;
