import type { StepKind } from '../../src/index.ts';

export declare const kinds: {
  readonly sleep: StepKind<{ readonly name: string; readonly milliseconds: number; readonly log: string }>;
  readonly crash: StepKind<{ readonly signal?: string }>;
  readonly fail: StepKind<{ readonly message: string }>;
};
