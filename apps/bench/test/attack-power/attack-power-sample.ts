import type { FoundFigures } from '../../src/attack-power/attack-power-result.ts';
import type { Machine } from '../../src/benchmark/results.ts';

/** A machine of a made-up maker. */
export const machine: Machine = { processor: 'Processor', cores: 2, memoryGb: 24, os: 'Linux', node: 'v24' };

/** Figures of an attack that found so many of 20 images. */
export function foundFigures(aboveHeldOutMax: number): FoundFigures {
  return {
    seconds: 12,
    iterations: 100,
    ended: 'maxIterations',
    images: 20,
    candidates: 40,
    aboveHeldOutMax,
    above09: 3,
    medianCosine: 0.5,
    heldOutMedian: 0.3,
    heldOutMax: 0.45,
    rowsMedian: 0.7,
    randomMedian: 0.1,
    auc: 0.9,
    evidence: 1.25e6,
    visible: {
      rank: 12,
      bands: [0.999, 0.99, 0.98, 0.95, 0.9, 0].map((from, index) => ({
        from,
        images: index === 4 ? 0 : 4,
        found: index === 4 ? 0 : Math.max(0, 4 - index),
        above09: 0,
      })),
    },
  };
}
