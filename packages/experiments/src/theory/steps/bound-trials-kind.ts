import type { StepKind } from '../../engine/step-kind.ts';
import { type BoundComparison, compareBounds } from '../bounds/bound-comparison.ts';
import { type BoundName, boundTrials } from '../bounds/bound-trials.ts';

/** Trials of one bound on random networks. */
export type BoundTrialsParameters = { readonly bound: BoundName; readonly trials: number; readonly seed: number };

/** What a comparison of a bound with measurements finds. */
export type BoundValues = BoundComparison & { readonly bound: BoundName };

/** `bound-trials`: reads nothing; a bound beside the measurement on random networks. */
export const boundTrialsKind: StepKind<BoundTrialsParameters, BoundValues> = {
  name: 'bound-trials',
  version: 2,
  async run({ bound, trials, seed }, { backend }) {
    const outcomes = await boundTrials(backend, bound, { seed, trials });
    return { bound, ...compareBounds(outcomes.map(({ predicted, measured }) => [predicted, measured])) };
  },
};
