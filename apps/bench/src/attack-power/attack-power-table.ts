import type { AttackPowerEntry, AttackPowerResult, FoundFigures } from './attack-power-result.ts';

/** One line a job, for the terminal. */
export function attackPowerTable({ jobs }: AttackPowerResult): string {
  const width = jobs.reduce((most, { job }) => Math.max(most, job.length), 3) + 2;
  const lines = jobs.map(
    (entry) =>
      `${entry.job.padEnd(width)}${entry.seconds.toFixed(1).padStart(8)}${String(entry.peakRssMb).padStart(8)}  ${noteOf(entry.figures)}`,
  );
  return `${[`${'job'.padEnd(width)} seconds  RSS MB`, ...lines].join('\n')}\n`;
}

function noteOf(figures: AttackPowerEntry['figures']): string {
  if ('points' in figures) {
    const { aboveHeldOutMax, medianCosine } = figures.points.at(-1)!;
    return `${aboveHeldOutMax} of ${figures.images} found, median cosine ${medianCosine.toFixed(2)} after ${figures.seconds} s`;
  }
  if ('precision' in figures) return `average precision ${figures.averagePrecision.toFixed(2)}`;
  if ('kkt' in figures) return `kkt ${foundNote(figures.kkt)}; evidence ${foundNote(figures.evidence)}`;
  return foundNote(figures);
}

function foundNote({ aboveHeldOutMax, images, medianCosine, seconds }: FoundFigures): string {
  return `${aboveHeldOutMax} of ${images} found, median cosine ${medianCosine.toFixed(2)} in ${seconds.toFixed(1)} s`;
}
