import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { definedOnly } from '@noprior/tensor';

/** How a process ended, and what it wrote. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** How to start the command line. */
export interface StartOptions {
  readonly cwd: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Beyond the environment of the tests; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The number of another user to run as, where the tests are root's. */
  readonly user?: number;
  /** No file may become larger than so many blocks of 512 bytes: writing beyond fails, as on a full disk. */
  readonly fileBlocks?: number;
  /** Give the process a group of its own, as a terminal does: `process.kill(-pid, signal)` reaches all that it starts. */
  readonly ownGroup?: boolean;
}

/** The file that `npx noprior` starts. */
export const binary: string = fileURLToPath(new URL('../bin/noprior.js', import.meta.url));
const built = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Start the real binary in a process of its own. */
export function startNoprior(args: readonly string[], options: StartOptions): Running {
  if (!existsSync(built)) throw new Error('these tests start the built command line: run npm run build first');
  const { cwd, nodeOptions = [], env = {}, user, fileBlocks, ownGroup = false } = options;
  const command = [process.execPath, ...nodeOptions, binary, ...args];
  const limited =
    fileBlocks === undefined
      ? command
      : ['/bin/sh', '-c', `trap '' XFSZ; ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(limited[0]!, limited.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    detached: ownGroup,
    ...definedOnly({ uid: user }),
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
  });
  return { process: child, finished };
}

/** Run the real binary to its end. */
export function runNoprior(args: readonly string[], options: StartOptions): Promise<Finished> {
  return startNoprior(args, options).finished;
}

/** Run a command that must succeed, and parse the one object it prints. */
export async function runForJson(args: readonly string[], options: StartOptions): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runNoprior([...args, '--json'], options);
  if (code !== 0) throw new Error(`noprior ${args.join(' ')}: exit code ${code}\n${stderr}`);
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`standard output is not one line with one object: ${stdout}`);
  const value: unknown = JSON.parse(stdout);
  return toRecord(value);
}

/** A value as an object with unknown fields.
 *
 * @throws {Error} if it is none
 */
export function toRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`expected an object, got ${String(value)}`);
  return { ...value };
}

/** The field at a path of names, as a number.
 *
 * @throws {Error} if there is no number
 */
export function numberAt(value: unknown, ...path: string[]): number {
  let at = value;
  for (const name of path) at = toRecord(at)[name];
  if (typeof at !== 'number') throw new Error(`expected a number at ${path.join('.')}, got ${String(at)}`);
  return at;
}
