import type { Step } from './step.ts';

/** How far a plan is. */
export interface PlanProgress {
  readonly total: number;
  /** Results that are there, the reused ones included. */
  readonly done: number;
  readonly failed: number;
  readonly running: readonly Step[];
  /** Estimate; `undefined` before steps of most kinds are done. */
  readonly secondsLeft: number | undefined;
}

/** A step that went wrong. */
export interface StepFailure {
  readonly step: Step;
  readonly message: string;
  /** What kind of error it was, where it says so: `SYSTEM` for a disk that is full. */
  readonly code: string | undefined;
}

/** What became of a plan. */
export interface PlanResult {
  /** Results that were there already. */
  readonly reused: number;
  readonly computed: number;
  /** Results that were there and differed from what had been written; they were computed again. */
  readonly damaged: readonly { readonly step: Step; readonly reason: string }[];
  readonly failures: readonly StepFailure[];
  /** Steps that could not begin because one that they read went wrong. */
  readonly blocked: number;
  readonly aborted: boolean;
  readonly seconds: number;
}
