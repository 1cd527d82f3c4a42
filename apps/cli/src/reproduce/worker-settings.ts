import type { Build } from '@noprior/experiments';

/** What a worker process of `noprior reproduce` is given. */
export interface WorkerSettings {
  /** Folder of the results. */
  readonly cache: string;
  /** Name of the backend, which the parent has opened before. */
  readonly backend: string;
  /** Threads inside one operation; `null` for the backend's own choice. */
  readonly threads: number | null;
  readonly data: { readonly dataDir?: string; readonly cacheDir?: string };
  /** Of the command, for the record of each step. */
  readonly build: Build;
}
