/** What one case of a suite measured, in a process of its own. */
export interface CaseResult {
  readonly backend: string;
  readonly case: string;
  /** Milliseconds of one repetition. */
  readonly medianMs: number;
  readonly p10: number;
  readonly p90: number;
  /** 10^9 floating-point operations of the matrix products for each second of the median; `null` where not counted. */
  readonly gflops: number | null;
  /** Rate of a 1000 x 784 x 1000 product on the same backend, measured in turn with the repetitions. */
  readonly matmulGflops: number | null;
  /** gflops / matmulGflops */
  readonly shareOfMatmul: number | null;
  readonly peakRssMb: number;
  /** Anything else worth keeping. */
  readonly note: string;
}

/** Sorted quantile with linear interpolation. */
export function quantileOf(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

/** Peak resident memory of this process so far, in MB. */
export function peakRssMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
