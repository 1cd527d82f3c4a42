import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromNested } from '@noprior/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Lane, runBenchmark } from '../../src/benchmark/benchmark.ts';
import type { Job } from '../../src/programs/job.ts';

const script = fileURLToPath(new URL('./scripted-contestant.mjs', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'noprior-benchmark-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lane(behaviour: string): Lane {
  const opsCase = { op: 'relu' as const, m: 1, k: 1, n: 1, behaviour };
  const job: Job = { suite: 'ops', dtype: 'float32', threads: 1, form: 'auto', case: opsCase };
  const command = { program: process.execPath, arguments: [script] };
  return {
    entrant: { backend: behaviour, dtype: 'float32', form: null, command },
    job,
    inputs: { a: fromNested([[1, 2]]) },
  };
}

const limits = { rounds: 2, secondsEach: 0.02, firstRunSeconds: 20, repetitionsEach: 3 };

test('every contestant has its blocks; outputs and memory come back; other lines on standard output are read past', async () => {
  const [result] = await runBenchmark([lane('measures')], limits, folder);
  expect(result).toMatchObject({ kind: 'measured', peakRssMb: 7, ready: { device: 'a script' } });
  if (result?.kind !== 'measured') return;
  expect(result.times).toEqual([1, 2, 3, 1, 2, 3]);
  expect([...result.outputs.a!.data]).toEqual([1, 2]);
});

test('the absent, the crashed and those that give up on the way do not disturb the others', async () => {
  const results = await runBenchmark(
    ['absent', 'crash', 'fails later', 'measures'].map(lane),
    { ...limits, rounds: 1 },
    folder,
  );
  expect(results.map(({ kind }) => kind)).toEqual(['absent', 'failed', 'failed', 'measured']);
  expect(results.slice(0, 3)).toMatchObject([
    { reason: 'not installed here' },
    { reason: 'segmentation fault, more or less' },
    { reason: 'out of memory' },
  ]);
});

test('who does not get ready in time is ended and left out', async () => {
  const [result] = await runBenchmark([lane('hang')], { ...limits, firstRunSeconds: 1 }, folder);
  expect(result).toEqual({ kind: 'failed', reason: 'no answer within 1 s' });
});

test('a program that cannot be started is a failure with its reason', async () => {
  const { entrant, ...rest } = lane('measures');
  const command = { program: join(folder, 'no-such-program'), arguments: [] };
  const [result] = await runBenchmark([{ ...rest, entrant: { ...entrant, command } }], limits, folder);
  expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('ENOENT') });
});
