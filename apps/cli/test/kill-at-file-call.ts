import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type StartOptions, startNoprior } from './run-noprior.ts';

/** Where a run of the command line dies. */
export interface KillPoint {
  /** It dies right before so many calls of link, mkdir, rename, rm, rmdir and unlink, counted from 1; never without. */
  readonly call?: number;
  /** Only processes whose module has this in its name; default: the command itself. */
  readonly module?: string;
}

/** How such a run ended. */
export interface KilledRun {
  readonly killed: boolean;
  readonly code: number | null;
  readonly stderr: string;
  /** What changed a folder, in order: `rename run/.run.json.1b...tmp`. The last one of a killed run was not done. */
  readonly calls: readonly string[];
}

const hook = new URL('./hooks/kill-at-file-call.mjs', import.meta.url).href;

/** Run the command line, and let it, or a process that it starts, be killed (-9) at one of its changes to a folder. */
export async function runKilledAt(
  args: readonly string[],
  { call, module = 'noprior' }: KillPoint,
  { cwd }: Pick<StartOptions, 'cwd'>,
): Promise<KilledRun> {
  const log = join(cwd, '.calls');
  rmSync(log, { force: true });
  const { process: child, finished } = startNoprior(args, {
    cwd,
    env: {
      NODE_OPTIONS: `--import ${hook}`,
      NOPRIOR_CALL_LOG: log,
      NOPRIOR_KILL_MODULE: module,
      ...(call === undefined ? {} : { NOPRIOR_KILL_AT: String(call) }),
    },
  });
  const { code, stderr } = await finished;
  const calls = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(log, { force: true });
  return { killed: child.signalCode === 'SIGKILL', code, stderr, calls };
}
