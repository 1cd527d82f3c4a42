import type { DatasetCliOptions } from '../options/dataset-options.ts';
import type { RunOptions } from '../options/run-options.ts';

/** Options of `noprior certify`. */
export interface CertifyOptions extends DatasetCliOptions, RunOptions {
  readonly model: string;
  readonly distance: number;
  readonly polish?: boolean;
  readonly targetResidual: number;
  readonly maxSeconds: number;
  readonly alpha: number;
  readonly kinkTolerance: number;
  readonly radiusPoints: number;
  readonly report?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly backend: string;
  readonly dtype: 'float64';
}
