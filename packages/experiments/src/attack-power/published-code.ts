import type { TableBlock } from '@noprior/report';

/** Time of an iteration of the published code on a network 784-1000-1000-1, as it was measured once: PyTorch is no part of this
 * repository. Milliseconds are medians with the 10th and 90th percentile.
 *
 * @see https://github.com/nivha/dataset_reconstruction
 */
const measured = {
  commit: '3076552c5f66b6337a92d4487d989a3f87c69eff',
  torch: '2.15.0+cu132',
  processor: 'AMD EPYC, 2 cores',
  date: '2026-11-29',
  load: [0.8, 1.6],
  timings: [
    { candidates: 40, iterations: 678, median: 28.727, p10: 24.845, p90: 34.79 },
    { candidates: 200, iterations: 250, median: 79.075, p10: 75.467, p90: 84.733 },
    { candidates: 1000, iterations: 59, median: 334.04, p10: 325.446, p90: 351.816 },
  ],
} as const;

/** The published code as a table. */
export function publishedCodeTable(): TableBlock {
  const { commit, torch, processor, date, load, timings } = measured;
  return {
    kind: 'table',
    caption: `Iterations of the published code (nivha/dataset_reconstruction at ${commit.slice(0, 10)}): PyTorch ${torch}, float64, 2 threads, ${processor}, ${date}, load ${load.join(' to ')}`,
    folded: true,
    columns: [
      { name: 'candidates' },
      { name: 'iterations timed' },
      { name: 'median', unit: 'ms' },
      { name: '10th percentile', unit: 'ms' },
      { name: '90th percentile', unit: 'ms' },
    ],
    rows: timings.map(({ candidates, iterations, median, p10, p90 }) => [candidates, iterations, median, p10, p90]),
  };
}
