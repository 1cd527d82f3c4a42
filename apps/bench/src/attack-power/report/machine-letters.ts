import type { AttackPowerEntry } from '../attack-power-result.ts';

/** A letter for every machine that jobs ran on, A for that of the earliest; seconds of different ones are not to be compared. */
export class MachineLetters {
  /** Descriptions of the machines, in the order of their letters. */
  readonly machines: readonly string[];

  constructor(jobs: readonly AttackPowerEntry[]) {
    const byDate = jobs.toSorted((a, b) => (a.date < b.date ? -1 : 1));
    this.machines = [...new Set(byDate.map(describe))];
  }

  /** Letter of a machine; empty where there is only one. */
  letterOf(index: number): string {
    return this.machines.length < 2 ? '' : String.fromCharCode('A'.charCodeAt(0) + index);
  }

  /** Seconds with the letters of the machines of the jobs that they are of. */
  mark(seconds: string, entries: readonly Pick<AttackPowerEntry, 'machine'>[]): string {
    const of = new Set(entries.map((entry) => this.letterOf(this.machines.indexOf(describe(entry)))));
    return `${seconds} ${[...of].sort().join(', ')}`.trim();
  }

  /** Lines that say which letter is which machine, and how many of the jobs ran there. */
  legend(jobs: readonly AttackPowerEntry[]): string[] {
    return this.machines.map((machine, index) => {
      const there = jobs.filter((job) => describe(job) === machine);
      const dates = [...new Set(there.map(({ date }) => date.slice(0, 10)))].sort().join(' and ');
      const letter = this.letterOf(index);
      return `- ${letter === '' ? '' : `${letter}: `}${machine}; ${dates}, ${there.length} jobs`;
    });
  }
}

function describe({ machine: { processor, cores, memoryGb, os, node } }: Pick<AttackPowerEntry, 'machine'>): string {
  return `${processor.trim()}, ${cores} cores, ${memoryGb} GB, ${os}, Node ${node}`;
}
