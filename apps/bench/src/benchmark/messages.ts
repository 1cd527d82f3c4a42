import type { Job } from '../programs/job.ts';
import type { Repetitions } from '../programs/prepared-program.ts';

/** The file that a contestant's process is given as its first argument. */
export type JobFile = Job & {
  /** Name of the backend; peers ignore it. */
  readonly backend: string;
  /** npz files: what to start from, and where the outputs of the first run go. */
  readonly inputs: string;
  readonly outputs: string;
};

/** First line of a contestant: it has run once and written its outputs. */
export interface Ready {
  readonly ready: true;
  readonly firstRunMs: number;
  /** In words. */
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  /** The library that multiplies matrices, where it is known. */
  readonly blas?: string;
  readonly note?: string;
}

/** First line of a contestant that cannot take part here. */
export interface Absent {
  readonly absent: string;
}

/** A contestant gives up. */
export interface Failed {
  readonly error: string;
}

/** What it is asked, one JSON object a line. */
export type Request = { readonly run: number } | { readonly finish: true };

/** Last line. */
export interface Finished {
  readonly peakRssMb: number | null;
}

/** Everything that a contestant says, one JSON object a line on standard output. */
export type Reply = Ready | Absent | Failed | Repetitions | Finished;
