/** What one whole job measured, in a process of its own. */
export interface JobResult {
  readonly backend: string;
  readonly case: string;
  /** Milliseconds of one repetition. */
  readonly medianMs: number;
  readonly p10: number;
  readonly p90: number;
  /** Not counted. */
  readonly gflops: null;
  readonly peakRssMb: number;
  /** Anything else worth keeping. */
  readonly note: string;
}

/** Peak resident memory of this process so far, in MB. */
export function peakRssMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
