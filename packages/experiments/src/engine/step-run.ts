import { cpus, loadavg, platform, release, totalmem, type } from 'node:os';
import type { Backend } from '@noprior/tensor';

/** A machine. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number | null;
  /** Name and version of the operating system. */
  readonly os: string;
}

/** The program that runs steps. */
export interface Build {
  /** Of the command. */
  readonly version: string;
  /** Commit of the source tree; `null` outside of one. */
  readonly commit: string | null;
  /** Steps at a time, of which this process runs one. */
  readonly workers: number;
}

/** Machine and program that a step ran on. */
export interface StepPlace {
  readonly machine: Machine;
  /** The device names the version of its software. */
  readonly backend: { readonly name: string; readonly device: string };
  readonly node: string;
  /** `null` for a program that does not say. */
  readonly build: Build | null;
}

/** Where and how a step ran. What earlier versions did not write down is `null`. */
export interface StepRun {
  readonly place: StepPlace;
  /** When it began, ISO 8601 in UTC. */
  readonly began: string | null;
  /** Mean number of processes that wanted a processor in the minute before it began and before it ended; `null` on Windows. Above the number
   * of cores, its seconds are an upper bound. */
  readonly load: { readonly start: number; readonly end: number } | null;
  /** Largest resident memory of its process since that started, which may have been for an earlier step. */
  readonly peakMemoryBytes: number | null;
}

/** The machine of this process. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    os: `${type()} ${release()}`,
  };
}

/** Begin to watch a step.
 *
 * @returns  what it was like, once it is done
 */
export function watchStep({ name, device }: Pick<Backend, 'name' | 'device'>, build: Build | null): () => StepRun {
  const began = new Date().toISOString();
  const start = minuteLoad();
  return () => {
    const end = minuteLoad();
    return {
      place: { machine: describeMachine(), backend: { name, device }, node: process.version, build },
      began,
      load: start === undefined || end === undefined ? null : { start, end },
      // Node gives kilobytes.
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
  };
}

function minuteLoad(): number | undefined {
  return platform() === 'win32' ? undefined : loadavg()[0];
}
