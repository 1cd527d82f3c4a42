import type { Dtype } from '@noprior/tensor';
import type { Entrant } from './entrant.ts';

/** What one contestant did in one case. */
export interface BenchRow {
  readonly backend: string;
  readonly case: string;
  readonly dtype: Dtype;
  readonly form: Entrant['form'];
  /** Milliseconds of one repetition, warm. */
  readonly medianMs: number;
  readonly p10: number;
  readonly p90: number;
  /** 10^9 floating-point operations of the matrix products for each second of the median; `null` where there are none. */
  readonly gflops: number | null;
  /** gflops against the machine's best matrix product in the same minutes. */
  readonly shareOfMatmul: number | null;
  readonly peakRssMb: number | null;
  /** Of the first run's outputs against the same program in float64, the largest over the outputs, in the 2-norm. */
  readonly relativeError: number | null;
  /** Milliseconds from the graph to the end of the first run. */
  readonly firstRunMs: number;
  readonly threads: number;
  readonly repetitions: number;
  /** Median against the fastest peer's of the same dtype in this case; `null` for peers and without them. */
  readonly ratio: number | null;
  readonly note: string;
  /** `scaling`: what grows, and its size. */
  readonly axis?: 'n' | 'd' | 'width' | 'depth';
  readonly size?: number;
}

/** A contestant that could not take part. */
export interface AbsentContestant {
  readonly backend: string;
  readonly reason: string;
}

/** A contestant that took part in the suite, but not in this case. */
export interface Unmeasured {
  readonly backend: string;
  readonly case: string;
  readonly reason: string;
}

/** One run of one suite, as it is written. */
export interface SuiteResult {
  readonly suite: string;
  /** ISO 8601. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  /** Of the libraries that computed, by package. */
  readonly versions: Readonly<Record<string, string>>;
  /** Devices in words, by contestant. */
  readonly devices: Readonly<Record<string, string>>;
  /** GFLOPS of a 1000 x 784 x 1000 product in float32, the better of A B and A B^T. */
  readonly matmul: {
    readonly best: { readonly backend: string; readonly gflops: number } | null;
    readonly byBackend: Readonly<Record<string, number>>;
  };
  readonly rows: readonly BenchRow[];
  readonly absent: readonly AbsentContestant[];
  readonly notMeasured: readonly Unmeasured[];
}

/** Where it was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
}
