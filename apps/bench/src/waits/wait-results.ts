import type { Machine } from '../benchmark/results.ts';

/** Median and quartiles over the rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** One process of a case, as it is kept. */
export interface WaitRun {
  readonly wallSeconds: number;
  /** Of the whole process, where the figures are those of a function in it. */
  readonly processSeconds?: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Load of the machine before the start. */
  readonly load: number;
  readonly found?: ImagesFound;
  /** Seconds of each stage of an attack, by its name. */
  readonly stages?: Readonly<Record<string, number>>;
  /** Results of a measured function, by name. */
  readonly results?: Readonly<Record<string, number>>;
  /** Why it failed; its times are then no figures. */
  readonly failure?: string;
}

/** Training images that have a cosine above 0.98 and an SSIM above 0.6 with one of the candidates. */
export interface ImagesFound {
  readonly images: number;
  readonly of: number;
}

/** All rounds of one side of a case. */
export interface WaitFigures {
  readonly arguments: string;
  readonly wallSeconds: Spread;
  readonly cpuSeconds: Spread;
  readonly peakMb: Spread;
  /** Of an attack that records them; else empty. */
  readonly stages: Readonly<Record<string, Spread>>;
  /** The processes themselves, by round. */
  readonly runs: readonly WaitRun[];
}

/** One case. */
export interface WaitRow {
  readonly case: string;
  readonly size?: { readonly images: number; readonly dimension: number };
  /** `null` where a side failed or was not asked for. */
  readonly now: WaitFigures | null;
  readonly before: WaitFigures | null;
  /** Wall seconds before / now, round by round; above 1 is faster now. `null` without both. */
  readonly ratio: Spread | null;
  /** The same of the CPU seconds. */
  readonly cpuRatio: Spread | null;
  /** Why a side has no figures, or lost rounds. */
  readonly notes: readonly string[];
}

/** What users wait for, in this checkout and another one. */
export interface WaitsResult {
  readonly suite: (typeof waitSuites)[number];
  /** ISO 8601. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly commits: { readonly now: string; readonly before: string | null };
  readonly rounds: number;
  readonly rows: readonly WaitRow[];
}

/** Suites whose results have this form. */
export const waitSuites = ['waits', 'growth'] as const;

/** Whether a parsed file is a result of one of them. */
export function isWaitsResult(value: unknown): value is WaitsResult {
  return typeof value === 'object' && value !== null && 'commits' in value && 'rows' in value;
}
