import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { binary } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const hook = fileURLToPath(new URL('hooks/watch-network.cjs', import.meta.url));
const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const root = temporaryFolder();

/** What a run of the built command line does behind the user's back. */
interface Traces {
  readonly code: number | null;
  readonly stderr: string;
  /** Files below HOME and the XDG folders. */
  readonly files: readonly string[];
  /** Uses of the network by Node, and sockets of the process that are not local. */
  readonly network: readonly string[];
}

/** Run a command with empty user folders, outside of CI, in a process that stays for a while. */
async function leaveTraces(name: string, args: readonly string[], env: Record<string, string>): Promise<Traces> {
  const home = join(root, name);
  mkdirSync(home);
  const log = join(root, `${name}.network`);
  const { CI: _, ORT_DISABLE_TELEMETRY: __, ...inherited } = process.env;
  const folders = Object.fromEntries(
    ['CACHE', 'CONFIG', 'DATA', 'STATE'].map((kind) => [`XDG_${kind}_HOME`, join(home, kind)]),
  );
  const command = [process.execPath, '--require', hook, binary, ...args];
  const traced = hasStrace ? ['strace', '-f', '-qq', '-o', `${log}.strace`, '-e', 'trace=socket', ...command] : command;
  const child = spawn(traced[0]!, traced.slice(1), {
    cwd: root,
    env: { ...inherited, ...folders, HOME: home, WATCH_NETWORK_LOG: log, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const sockets = linesOf(`${log}.strace`).filter((line) => line.includes('socket(') && !/AF_(UNIX|LOCAL)/.test(line));
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  return { code, stderr, files, network: [...linesOf(log), ...sockets] };
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

const train = (out: string): string[] =>
  `train --dataset glyphs --per-class 2 --hidden 6 --max-iterations 3 --backend onnx:cpu --out ${out}`.split(' ');

test('nothing is written to the user folders and nothing is sent, in 15 seconds', async () => {
  if (!hasStrace) console.log('NOT RUN: sockets of native code: there is no strace');
  const stay = { WATCH_NETWORK_MS: '15000' };
  const runs = await Promise.all([
    leaveTraces('train', train('silent.npz'), stay),
    leaveTraces('backends', ['backends'], stay),
  ]);
  for (const run of runs) expect(run).toMatchObject({ code: 0, files: [], network: [] });
});

test('who asks for the telemetry of ONNX Runtime gets it, so that the test above can fail', async () => {
  const { code, files } = await leaveTraces('asked', train('asked.npz'), {
    ORT_DISABLE_TELEMETRY: '0',
    WATCH_NETWORK_MS: '0',
  });
  expect(code).toBe(0);
  expect(files.join()).toMatch(/onnxruntime/);
});
