import type { RunOptions } from '../options/run-options.ts';

/** Options of `noprior demo`. */
export interface DemoOptions extends RunOptions {
  readonly scale: 'smoke' | 'default';
  readonly backend: string;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}
