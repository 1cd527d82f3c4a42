import { networkName, type Scale, trainSizes } from './sizes.ts';
import type { SuiteCase } from './suite-case.ts';

/** One step of full-batch gradient descent. */
export function trainCases(scale: Scale, threads: number): SuiteCase[] {
  return trainSizes[scale].flatMap(({ widths, counts }) =>
    counts.map((count) => ({
      name: `n=${count} ${networkName(widths)}`,
      job: {
        suite: 'train' as const,
        dtype: 'float32' as const,
        threads,
        form: 'auto' as const,
        case: { count, widths, stepSize: 0.01 },
      },
    })),
  );
}
