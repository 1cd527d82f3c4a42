import type { HostTensor } from '@noprior/tensor';

/** Times of some repetitions. */
export interface Repetitions {
  /** Milliseconds of each; of a block of them together, divided by their number, where the device works on its own. */
  readonly times: readonly number[];
  /** `attack`: iterations until the target, one number for each run. */
  readonly iterations?: readonly number[];
  /** `attack`: whether the target was reached. */
  readonly reached?: readonly boolean[];
  /** `attack`: L_KKT at the end. */
  readonly totals?: readonly number[];
}

/** A program on one backend, run once and ready to be timed. */
export interface PreparedProgram {
  /** Milliseconds from the graph to the end of the first run. */
  readonly firstRunMs: number;
  /** Of the first run, by name. */
  readonly outputs: Readonly<Record<string, HostTensor>>;
  /** Anything else worth keeping. */
  readonly note: string;
  /** Run again, state carried over. */
  repeat(count: number): Promise<Repetitions>;
}
