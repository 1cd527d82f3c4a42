import { formatFigure } from '../../report/format-figure.ts';
import { theoryJobs } from '../theory-jobs.ts';
import type { TheoryResult, TheoryResults } from '../theory-result.ts';

/** Machine, dates, load and command of one suite, as label and value. */
export function setupFacts({ suite, scale, machine, jobs }: TheoryResult): [label: string, value: string][] {
  const { processor, cores, memoryGb, os, node } = machine;
  const dates = [...new Set(jobs.map(({ date }) => date.slice(0, 10)))].sort();
  const loads = jobs.map(({ load }) => load[0]).sort((a, b) => a - b);
  const total = jobs.reduce((sum, { seconds }) => sum + seconds, 0);
  const peak = jobs.reduce((most, { peakRssMb }) => Math.max(most, peakRssMb), 0);
  const missing = theoryJobs(suite, scale).filter((name) => !jobs.some(({ job }) => job === name));
  return [
    ['machine', `${processor.trim()}, ${cores} cores, ${memoryGb} GB, ${os}, Node ${node}`],
    ['measured', dates.join(' and ')],
    ['load when a job began', `${formatFigure(loads[0] ?? 0)} to ${formatFigure(loads.at(-1) ?? 0)}`],
    ['all jobs', `${jobs.length}, ${formatFigure(total / 60)} minutes, at most ${peak} MB`],
    ...(missing.length === 0 ? [] : [['not measured yet', missing.join('; ')] satisfies [string, string]]),
    ['command', `npm run bench -- ${suite} --data-dir DIR --out docs/results/theory/${suite}.json`],
  ];
}

/** Versions that the figures depend on. */
export function versionText(results: TheoryResults): string {
  const all = new Map<string, Set<string>>();
  for (const result of Object.values(results)) {
    for (const [name, version] of Object.entries(result.versions)) {
      all.set(name, (all.get(name) ?? new Set()).add(version));
    }
  }
  return [...all].map(([name, versions]) => `${name} ${[...versions].join(' and ')}`).join(', ');
}
