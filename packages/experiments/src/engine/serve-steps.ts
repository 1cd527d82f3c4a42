import { codeOf } from './code-of.ts';
import type { WorkerAnswer, WorkerRequest } from './fork-worker.ts';
import { runStep, type StepResources } from './run-step.ts';
import type { StepCache } from './step-cache.ts';
import type { StepKinds } from './step-kind.ts';

/** Be a worker process: run the steps that the parent sends, one at a time.
 *
 * Resolves when the parent goes away; the module that serves then ends its process, a step in flight included.
 *
 * An interrupt from the keyboard, or the end of a terminal, reaches every process there; the parent decides what becomes of it.
 */
export function serveSteps(cache: StepCache, kinds: StepKinds, resources: StepResources): Promise<void> {
  const answer = (message: WorkerAnswer): void => void process.send?.(message);
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('message', ({ step, inputs }: WorkerRequest) => {
    runStep(step, inputs, cache, kinds, resources).then(
      ({ seconds }) => answer({ kind: 'done', seconds }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const stack = error instanceof Error ? (error.stack ?? message) : message;
        answer({ kind: 'failed', message, code: codeOf(error), stack });
      },
    );
  });
  return new Promise((resolve) => process.on('disconnect', () => resolve()));
}
