import { runStep, type StepResources } from './run-step.ts';
import type { StepCache } from './step-cache.ts';
import type { StepKinds } from './step-kind.ts';
import type { StepWorker } from './step-worker.ts';

/** A worker in this very process: for tests, and where there are no processes to start. */
export function localWorker(cache: StepCache, kinds: StepKinds, resources: StepResources): StepWorker {
  return {
    run: async (step, inputs) => (await runStep(step, inputs, cache, kinds, resources)).seconds,
    dispose: async () => undefined,
  };
}
