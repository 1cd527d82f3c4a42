import type { RunFacts, WriteFile } from '@noprior/run-folder';
import type { Backend, Dtype } from '@noprior/tensor';
import { openBackend } from './open-backend.ts';
import type { RunOptions } from './options/run-options.ts';
import { type RunOutput, type RunTarget, withOutput } from './run-output.ts';
import type { Terminal } from './terminal.ts';
import { toJson } from './to-json.ts';

/** Options of a command that runs on a backend and prints results. */
export interface BackendRunOptions extends RunOptions {
  readonly backend: string;
  readonly dtype: Dtype;
  readonly json?: boolean;
}

/** What a command computed. */
export interface Computed extends Pick<RunFacts, 'config' | 'seed' | 'checksums'> {
  /** For the object that `--json` prints, and for the record. */
  readonly results: object;
  /** What stands in the record alone. */
  readonly recorded?: object;
  /** What is printed alone, behind the results. */
  readonly printed?: object;
  readonly files?: Readonly<Record<string, WriteFile>>;
  /** Default: since the command began. */
  readonly seconds?: number;
  /** Whether there is nothing to go on from; default true. */
  readonly finished?: boolean;
  /** What is printed without `--json`. */
  readonly text: () => string;
  /** Thrown once everything is written, in the place of what is printed. */
  readonly failure?: Error | undefined;
}

/** Run a command on a backend: lock the place of its results, compute, write results and record, print.
 *
 * @param body  computes; nothing is written if it throws
 */
export async function runOnBackend<Options extends BackendRunOptions>(
  target: RunTarget,
  options: Options,
  terminal: Terminal,
  body: (backend: Backend, output: RunOutput) => Promise<Computed>,
): Promise<void> {
  const began = performance.now();
  const { command } = target;
  await withOutput(target, options, terminal, async (output) => {
    const backend = await openBackend(options.backend, options.dtype, terminal);
    try {
      const {
        results,
        recorded,
        printed,
        files = {},
        finished = true,
        text,
        failure,
        ...facts
      } = await body(backend, output);
      const { json, ...kept } = options;
      await output.publish({
        files,
        finished,
        facts: {
          command,
          arguments: { ...kept },
          seconds: (performance.now() - began) / 1000,
          ...facts,
          results: { ...results, ...recorded },
          device: { backend, dtype: options.dtype },
        },
      });
      if (failure !== undefined) throw failure;
      terminal.out(json ? `${toJson(command, { ...results, ...printed, backend: backend.name })}\n` : text());
    } finally {
      await backend.dispose();
    }
  });
}
