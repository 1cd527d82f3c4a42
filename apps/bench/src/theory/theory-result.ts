import type { Machine } from '../benchmark/results.ts';
import type { BoundsRow } from './bounds-case.ts';
import type { ClarkeRow } from './clarke-case.ts';
import type { FarSetRow } from './far-sets-case.ts';
import type { RefineRow } from './polish-case.ts';
import type { TrainingLengthRow } from './training-length-case.ts';

/** Suites that measure the theory, each job once, in the order in which they are shown. */
export const theorySuites = ['polish', 'training-length', 'bounds', 'far-sets', 'clarke'] as const;

/** Name of one of them. */
export type TheorySuite = (typeof theorySuites)[number];

/** What a row of each suite is. */
export interface TheoryRows {
  readonly polish: RefineRow;
  readonly 'training-length': TrainingLengthRow;
  readonly bounds: BoundsRow;
  readonly 'far-sets': FarSetRow;
  readonly clarke: ClarkeRow;
}

/** One job, in a process of its own. */
export interface TheoryEntry<S extends TheorySuite = TheorySuite> {
  readonly job: string;
  /** ISO 8601, at the start. */
  readonly date: string;
  readonly backend: string;
  /** Of the whole job, training included. */
  readonly seconds: number;
  readonly peakRssMb: number;
  /** Mean number of runnable processes over the last minute, at the start and at the end: above 1 at the start, others were
   * computing on the machine, and the times are upper bounds. */
  readonly load: readonly [start: number, end: number];
  readonly rows: readonly TheoryRows[S][];
}

/** A suite as it is written. */
export interface TheoryResult<S extends TheorySuite = TheorySuite> {
  readonly suite: S;
  readonly scale: 'full' | 'smoke';
  readonly machine: Machine;
  /** Of the libraries that computed, by package. */
  readonly versions: Readonly<Record<string, string>>;
  readonly jobs: readonly TheoryEntry<S>[];
}

/** Results of all suites that were measured. */
export type TheoryResults = { readonly [S in TheorySuite]?: TheoryResult<S> };

export function isTheorySuite(suite: string): suite is TheorySuite {
  return theorySuites.some((name) => name === suite);
}
