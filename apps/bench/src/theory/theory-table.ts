import type { TheoryResult } from './theory-result.ts';

/** Jobs of a suite for the terminal; the figures themselves are in the JSON. */
export function theoryTable({ suite, jobs }: TheoryResult): string {
  const lines = jobs.map(
    ({ job, seconds, peakRssMb, rows }) =>
      `${job.padEnd(72)}${seconds.toFixed(1).padStart(9)}${String(peakRssMb).padStart(9)}${String(rows.length).padStart(6)}`,
  );
  return `${[`${suite.padEnd(72)}  seconds   RSS MB  rows`, ...lines].join('\n')}\n`;
}
