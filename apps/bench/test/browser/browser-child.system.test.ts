import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadArrays, saveNpz } from '@noprior/array-files';
import { fromNested } from '@noprior/tensor';
import { findChromium } from '@noprior/test-resources';
import { afterAll, expect, test } from 'vitest';
import type { JobFile } from '../../src/benchmark/messages.ts';

const program = fileURLToPath(new URL('../../dist/browser/browser-child.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'noprior-child-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const file: JobFile = {
  suite: 'ops',
  dtype: 'float64',
  threads: 2,
  form: 'auto',
  case: { op: 'matmul-nn', m: 2, k: 2, n: 1 },
  backend: 'chromium/reference',
  inputs: join(scratch, 'inputs.npz'),
  outputs: join(scratch, 'outputs.npz'),
};
await saveNpz(file.inputs, {
  a: fromNested([
    [1, 2],
    [3, 4],
  ]),
  b: fromNested([[5], [6]]),
});

/** The child, its lines one by one, and its end. */
function start(job: JobFile, environment: Record<string, string> = {}) {
  const path = join(mkdtempSync(join(scratch, 'job-')), 'job.json');
  writeFileSync(path, JSON.stringify(job));
  const child: ChildProcess = spawn(process.execPath, [program, path], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    ask: (request: object): boolean => child.stdin!.write(`${JSON.stringify(request)}\n`),
    answer: async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null'),
    ended,
  };
}

test('a job from start to end', async ({ skip }) => {
  if (findChromium(process.env) === undefined) skip('NOT RUN: there is no Chromium');
  const child = start(file);
  expect(await child.answer()).toMatchObject({
    ready: true,
    device: expect.stringMatching(/^Chromium, plain TypeScript/),
    versions: { chromium: expect.stringMatching(/^\d+\./) },
    threads: 1,
  });
  expect([...(await loadArrays(file.outputs)).arrays.out!.data]).toEqual([17, 39]);
  child.ask({ run: 2 });
  expect(await child.answer()).toEqual({ times: [expect.any(Number), expect.any(Number)] });
  child.ask({ finish: true });
  expect(await child.answer()).toEqual({
    peakRssMb: process.platform === 'linux' ? expect.any(Number) : null,
  });
  expect(await child.ended).toBe(0);
});

test('without Chromium the contestant is absent', async () => {
  const child = start(file, { NOPRIOR_CHROMIUM: '/none', NOPRIOR_BENCH_PAGE: scratch });
  expect(await child.answer()).toEqual({ absent: expect.stringMatching(/no Chromium .*install/) });
  expect(await child.ended).toBe(0);
});
