import { fullCases, smokeCases, type TheoryCases } from './theory-cases.ts';
import type { TheorySuite } from './theory-result.ts';
import { describeCase } from './trained-case.ts';

/** Names of a suite's jobs. */
export function theoryJobs(suite: TheorySuite, scale: 'full' | 'smoke'): string[] {
  return casesOf(suite, scale).map((one) => {
    if ('kind' in one && one.kind === 'random networks')
      return `${one.trials} trials of ${one.bound}, seed ${one.seed}`;
    return `${describeCase(one)}${'variant' in one && one.variant !== 'as it is' ? `, ${one.variant}` : ''}`;
  });
}

/** The jobs themselves, in the same order. */
export function casesOf<S extends TheorySuite>(suite: S, scale: 'full' | 'smoke'): readonly TheoryCases[S][] {
  return (scale === 'full' ? fullCases : smokeCases)[suite];
}
