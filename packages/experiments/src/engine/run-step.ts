import { DomainError } from '@noprior/tensor';
import type { Step } from './step.ts';
import type { StepCache, StoredStep } from './step-cache.ts';
import type { StepContext, StepKinds, StepResult } from './step-kind.ts';
import { type Build, watchStep } from './step-run.ts';

/** What a process brings along for the steps that it runs. */
export interface StepResources extends Pick<StepContext, 'backend' | 'data'> {
  /** The program, for the record of each step; left out for one that does not say. */
  readonly build?: Build;
}

/** Run one step whose inputs are in the cache, and put its result there.
 *
 * @param inputs  the steps that it reads, by the names of the kind
 * @throws {DomainError} if the kind is unknown or of another version
 * @throws {ChecksumError} if an input is missing or damaged
 */
export async function runStep(
  step: Step,
  inputs: Readonly<Record<string, Step>>,
  cache: StepCache,
  kinds: StepKinds,
  resources: StepResources,
): Promise<StoredStep> {
  const kind = Object.hasOwn(kinds, step.kind) ? kinds[step.kind] : undefined;
  if (kind === undefined || kind.version !== step.version) {
    throw new DomainError(`experiment: no kind ${step.kind} of version ${step.version} here; plan and worker differ`);
  }
  const results: Record<string, StepResult> = {};
  for (const [name, input] of Object.entries(inputs)) results[name] = await cache.load(input);
  const { backend, data, build = null } = resources;
  const make = (folder: string): Promise<object> =>
    kind.run(step.parameters, { backend, data, inputs: results, folder });
  return cache.store(step, make, watchStep(backend, build));
}
