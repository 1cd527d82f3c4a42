import type { ScaleName } from '@noprior/experiments';

/** Options of a run of `noprior reproduce`. */
export interface ReproduceOptions {
  readonly scale: ScaleName;
  readonly workers: number;
  readonly dryRun?: boolean;
  readonly dataDir?: string;
  readonly backend: string;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}
