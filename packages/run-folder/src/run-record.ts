import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Backend, Dtype } from '@noprior/tensor';
import { fileChecksum } from './file-checksum.ts';

/** Build and machine of a run. */
export interface RunPlace {
  readonly version: string;
  /** Commit of the source tree, `null` outside of one. */
  readonly commit: string | null;
  readonly node: string;
  readonly backend: { readonly name: string; readonly device: string; readonly dtype: Dtype };
  readonly machine: { readonly processor: string; readonly cores: number; readonly platform: string };
}

/** What it takes to repeat a run, and where it ran. */
export interface RunRecord extends RunPlace {
  readonly command: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly config: unknown;
  /** `null` where nothing is random. */
  readonly seed: number | null;
  /** SHA-256 by file name of everything that was read. */
  readonly checksums: Readonly<Record<string, string>>;
  /** SHA-256 by file name of everything that was written with this record; whoever reads one of them compares. */
  readonly files: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly results: unknown;
}

/** What computed. */
export interface RunDevice {
  readonly backend: Backend;
  readonly dtype: Dtype;
}

/** The program that made a run. */
export interface RunProgram {
  readonly version: string;
  /** Path of a file that belongs to its sources, by which their commit is found. */
  readonly file: string;
}

/** The parts of a record that a command knows. */
export type RunFacts = Omit<RunRecord, keyof RunPlace | 'files'> & { readonly device: RunDevice };

/** Complete a record with the facts of this machine and this build.
 *
 * @param files  SHA-256 of the results by name
 */
export async function makeRunRecord(
  { device, ...facts }: RunFacts,
  files: RunRecord['files'],
  program: RunProgram,
): Promise<RunRecord> {
  return { ...facts, files, ...(await readRunPlace(device, program)) };
}

/** The facts of this machine and this build. */
export async function readRunPlace({ backend, dtype }: RunDevice, program: RunProgram): Promise<RunPlace> {
  const processors = cpus();
  return {
    version: program.version,
    commit: await readCommit(program.file),
    node: process.version,
    backend: { name: backend.name, device: backend.device, dtype },
    machine: {
      processor: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      platform: `${process.platform} ${process.arch}`,
    },
  };
}

/** A record as JSON; big arrays in a configuration are left to the data files, and numbers that are not finite become the strings
 * "NaN", "Infinity" and "-Infinity". */
export function recordText(record: RunRecord): string {
  return `${JSON.stringify(record, shortenArrays, 2)}\n`;
}

/** SHA-256 of files, by their names without folders; by their paths where two have the same name. */
export async function fileChecksums(paths: readonly string[]): Promise<Record<string, string>> {
  const checksums: Record<string, string> = {};
  for (const path of paths) {
    const unique = paths.filter((other) => basename(other) === basename(path)).length === 1;
    checksums[unique ? basename(path) : path] = await fileChecksum(path);
  }
  return checksums;
}

function shortenArrays(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (!(value instanceof Float32Array || value instanceof Float64Array)) return value;
  return value.length <= 16 ? Array.from(value) : `${value.length} numbers`;
}

async function readCommit(file: string): Promise<string | null> {
  const git = (...args: string[]) => promisify(execFile)('git', ['-C', dirname(file), ...args]);
  try {
    // An installed copy may lie, ignored, in the work tree of somebody else's project: its commit is not ours.
    await git('ls-files', '--error-unmatch', file);
    const { stdout } = await git('rev-parse', 'HEAD');
    return stdout.trim();
  } catch {
    return null;
  }
}
