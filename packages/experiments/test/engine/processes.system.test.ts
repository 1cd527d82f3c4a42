import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { forkWorker, Plan, runPlan, type Step, StepCache, WorkerEndedError } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { kinds } from './toy-process-kinds.mjs';

// Workers are processes of their own, so they run what is built.
const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

beforeAll(() => {
  if (!existsSync(at('../../dist/index.js'))) throw new Error('these tests start processes: run npm run build first');
});

function prepare() {
  const folder = temporaryFolder();
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const out = join(folder, 'out');
  mkdirSync(out);
  return { out, log, lines: () => readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** Start the parent; its output comes when it ends. */
function startParent(out: string, log: string) {
  const child = spawn(process.execPath, [at('toy-parent.mjs'), out, log]);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const ended = new Promise<{ code: number | null; text: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, text }));
  });
  return { child, ended };
}

test('a run that is killed loses the step in flight and nothing else', async () => {
  const { out, log, lines } = prepare();
  const { child, ended } = startParent(out, log);
  // In the middle of the third step.
  while (!lines().includes('begin c')) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await ended;
  // Workers end with their parent; the third step cannot have got to its end.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(lines()).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c']);
  const left = readdirSync(join(out, 'cache'));
  expect(left.filter((name) => name.startsWith('.unfinished-'))).toHaveLength(1);
  expect(left.filter((name) => !name.startsWith('.'))).toHaveLength(2);

  // Its lock is taken over, the half-written step is done again, the two results are kept.
  const again = await startParent(out, log).ended;
  expect(JSON.parse(again.text)).toEqual({ reused: 2, computed: 3, failures: 0 });
  expect(lines().slice(5)).toEqual(['begin c', 'end c', 'begin d', 'end d', 'begin e', 'end e']);
  expect(readdirSync(join(out, 'cache')).every((name) => !name.startsWith('.'))).toBe(true);

  const third = await startParent(out, log).ended;
  expect(JSON.parse(third.text)).toEqual({ reused: 5, computed: 0, failures: 0 });
  expect(lines()).toHaveLength(11);
});

function makePlan(out: string) {
  const cache = new StepCache(join(out, 'cache'));
  const plan = new Plan();
  const startWorker = () => forkWorker(at('toy-worker.mjs'), { args: [cache.folder] });
  return { cache, plan, startWorker };
}

test('a worker that dies costs its step; errors of steps come over with their message', async () => {
  const { out, log, lines } = prepare();
  const { cache, plan, startWorker } = makePlan(out);
  await cache.prepare();
  const crash = plan.add({ kind: kinds.crash, parameters: {}, estimate: 1 });
  const fail = plan.add({ kind: kinds.fail, parameters: { message: 'too small' }, estimate: 1 });
  const last = plan.add({ kind: kinds.sleep, parameters: { name: 'z', milliseconds: 1, log }, estimate: 1 });
  const result = await runPlan(plan.steps, { cache, workers: 1, startWorker });
  expect(result).toMatchObject({ computed: 1, blocked: 0 });
  expect(result.failures.map(({ step }) => step)).toEqual([crash, fail]);
  expect(result.failures[0]?.message).toMatch(/the worker process ended \(SIGKILL\)/);
  expect(result.failures[1]).toMatchObject({ message: 'too small', code: 'SYSTEM' });
  expect((await cache.load(last)).values).toEqual({ name: 'z', inputs: 0 });
  expect(lines()).toEqual(['begin z', 'end z']);
});

test.each(['SIGINT', 'SIGHUP'])(
  '%s, which reaches every process of a terminal, is left to the parent',
  async (signal) => {
    const { out } = prepare();
    const { cache, plan, startWorker } = makePlan(out);
    await cache.prepare();
    plan.add({ kind: kinds.crash, parameters: { signal }, estimate: 1 });
    const result = await runPlan(plan.steps, { cache, workers: 1, startWorker });
    expect(result).toMatchObject({ computed: 1, failures: [] });
  },
);

test('an abort ends the processes in the middle of their steps', async () => {
  const { out, log, lines } = prepare();
  const { cache, plan, startWorker } = makePlan(out);
  await cache.prepare();
  const steps: Step[] = ['p', 'q'].map((name) =>
    plan.add({ kind: kinds.sleep, parameters: { name, milliseconds: 60_000, log }, estimate: 60 }),
  );
  const controller = new AbortController();
  const run = runPlan(steps, { cache, workers: 2, startWorker, signal: controller.signal });
  while (lines().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  expect(await run).toMatchObject({ aborted: true, computed: 0, failures: [] });
});

test('a worker that cannot start says so', async () => {
  const worker = forkWorker(at('no-such-worker.mjs'), { execArgv: [] });
  const { plan } = makePlan(temporaryFolder());
  const step = plan.add({ kind: kinds.crash, parameters: {}, estimate: 1 });
  await expect(worker.run(step, {})).rejects.toThrow(WorkerEndedError);
  await worker.dispose();
  await expect(worker.run(step, {})).rejects.toThrow(WorkerEndedError);
});
