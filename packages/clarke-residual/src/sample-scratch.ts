import { dot } from '@noprior/linear-algebra';
import type { ClarkeSystem } from './clarke-system.ts';

/** Samples whose changes act on the others together. */
export const blockSize = 4;

/** Memory for `minimiseSamples`, made once for a system. */
export interface SampleScratch {
  /** What the weighted derivatives of the samples of a block change by: layer, sample, [units]. */
  readonly changes: readonly (readonly Float64Array[])[];
  /** Changes of signals for one unit of s, by layer. */
  readonly signalChange: readonly Float64Array[];
  /** s of the sample, by layer. */
  readonly slopes: readonly Float64Array[];
  /** Where mu of each unit would be without its bounds. */
  readonly free: Float64Array;
  /** [n] squared length of a generator that is 0 up to rounding. */
  readonly negligible: Float64Array;
}

/** A generator is 0 up to rounding below this fraction of the squared length that the norms of the weights allow for. */
const negligibleFraction = 1e-24;

export function makeSampleScratch({ units, weights, grams, count }: ClarkeSystem): SampleScratch {
  const rows = (): Float64Array[] => units.map((width) => new Float64Array(width));
  const negligible = new Float64Array(count);
  let signal = 1;
  for (let layer = units.length - 1; layer >= 0; layer--) {
    for (let i = 0; i < count; i++) negligible[i]! += negligibleFraction * signal * grams[layer]![i * count + i]!;
    signal *= dot(weights[layer]!, weights[layer]!);
  }
  const changes = units.map((width) => Array.from({ length: blockSize }, () => new Float64Array(width)));
  return { changes, signalChange: rows(), slopes: rows(), free: new Float64Array(units[0]!), negligible };
}
