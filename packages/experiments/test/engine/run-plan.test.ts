import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PlanProgress, runPlan, type Step, type StepWorker, WorkerEndedError } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeToys } from './toy-kinds.ts';

const seed = 20_260_902;

/** Two steps, their sum, and one apart. */
function makeDiamond() {
  const toys = makeToys(temporaryFolder());
  const plan = toys.plan();
  const add = (value: number, inputs: Record<string, Step> = {}, more: object = {}): Step =>
    plan.add({ kind: toys.add, parameters: { value, ...more }, inputs, estimate: 1 });
  return { ...toys, plan, add, kind: toys.add };
}

test('inputs first, results from inputs, and a second run redoes nothing', async () => {
  const { plan, add, cache, startWorker, ran } = makeDiamond();
  const a = add(1);
  const b = add(2, { a });
  const c = add(4, { a });
  const d = add(8, { b, c });
  const first = await runPlan(plan.steps, { cache, workers: 2, startWorker });
  expect(first).toMatchObject({ reused: 0, computed: 4, damaged: [], failures: [], blocked: 0, aborted: false });
  expect((await cache.load(d)).values).toEqual({ sum: 1 + 1 + 2 + 4 + 8 });
  expect(ran()[0]).toBe(1);
  expect(ran().at(-1)).toBe(8);

  const second = await runPlan(plan.steps, { cache, workers: 2, startWorker: refuse });
  expect(second).toMatchObject({ reused: 4, computed: 0 });
  expect(ran()).toHaveLength(4);
});

test('only what is missing or damaged is done again', async () => {
  const { plan, add, cache, startWorker, ran } = makeDiamond();
  const a = add(1);
  const b = add(2, { a });
  await runPlan(plan.steps, { cache, workers: 1, startWorker });
  writeFileSync(join(cache.pathOf(a.key), 'values.json'), '{"sum":100}\n');
  add(4, { b });
  const again = await runPlan(plan.steps, { cache, workers: 1, startWorker });
  expect(again).toMatchObject({ reused: 1, computed: 2 });
  expect(again.damaged).toEqual([{ step: a, reason: 'values.json has been changed' }]);
  expect(ran()).toEqual([1, 2, 1, 4]);
  expect((await cache.load(a)).values).toEqual({ sum: 1 });
});

test('a step that fails leaves the others running; what reads it is left out', async () => {
  const { plan, add, cache, startWorker, ran } = makeDiamond();
  const a = add(1);
  const bad = add(2, { a }, { fails: true });
  const below = add(4, { bad });
  add(8, { below });
  add(16, { a }, { wait: 20 });
  const result = await runPlan(plan.steps, { cache, workers: 1, startWorker });
  expect(result).toMatchObject({ computed: 2, blocked: 2, aborted: false });
  expect(result.failures).toEqual([{ step: bad, message: 'cannot add 2' }]);
  expect(ran()).toEqual([1, 16]);
});

test('an abort ends it after the step in flight, and what is done stays', async () => {
  const { plan, add, cache, startWorker, ran } = makeDiamond();
  for (const value of [1, 2, 3, 4]) add(value);
  const controller = new AbortController();
  const result = await runPlan(plan.steps, {
    cache,
    workers: 1,
    startWorker,
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done === 2) controller.abort();
    },
  });
  expect(result).toMatchObject({ aborted: true, computed: 2, failures: [] });
  expect((await runPlan(plan.steps, { cache, workers: 1, startWorker })).reused).toBe(2);
  expect(ran()).toEqual([1, 2, 3, 4]);
});

test('a worker that ends costs its step, and another takes its place', async () => {
  const { plan, add, cache, startWorker, ran } = makeDiamond();
  add(1);
  const fatal = add(2);
  add(3);
  let started = 0;
  const fragile = (): StepWorker => {
    started++;
    const worker = startWorker();
    return {
      ...worker,
      run: (step, inputs) =>
        step.key === fatal.key ? Promise.reject(new WorkerEndedError('it is gone')) : worker.run(step, inputs),
    };
  };
  const result = await runPlan(plan.steps, { cache, workers: 1, startWorker: fragile });
  expect(result.failures).toEqual([{ step: fatal, message: 'it is gone' }]);
  expect(started).toBe(2);
  expect(ran()).toEqual([1, 3]);
});

test('so many steps at a time, and no more', async () => {
  const { plan, add, cache, startWorker, state } = makeDiamond();
  for (let value = 0; value < 9; value++) add(value, {}, { wait: 30 });
  const news: PlanProgress[] = [];
  await runPlan(plan.steps, { cache, workers: 3, startWorker, onProgress: (progress) => news.push(progress) });
  expect(state.most).toBe(3);
  expect(news.every(({ running }) => running.length <= 3)).toBe(true);
  expect(news.at(-1)).toMatchObject({ total: 9, done: 9, failed: 0, secondsLeft: 0 });
  expect(news[0]!.secondsLeft).toBeUndefined();
});

test.each([0, -1, 1.5, Number.NaN])('workers: %s is refused', async (workers) => {
  const { cache, startWorker } = makeDiamond();
  await expect(runPlan([], { cache, workers, startWorker })).rejects.toThrow(DomainError);
});

test(`any plan, any failures, any number of workers (seed ${seed})`, { timeout: 60_000 }, async () => {
  const shape = fc.array(fc.record({ inputs: fc.array(fc.nat(20), { maxLength: 3 }), fails: fc.nat(7) }), {
    minLength: 1,
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(shape, fc.integer({ min: 1, max: 4 }), async (nodes, workers) => {
      const { plan, add, kind, cache, startWorker, ran } = makeDiamond();
      const steps: Step[] = [];
      const lost: boolean[] = [];
      const sums: number[] = [];
      for (const [index, node] of nodes.entries()) {
        const chosen = index === 0 ? [] : [...new Set(node.inputs.map((at) => at % index))];
        const fails = node.fails === 0;
        steps.push(add(2 ** index, Object.fromEntries(chosen.map((at) => [`n${at}`, steps[at]!])), { fails }));
        lost.push(fails || chosen.some((at) => lost[at]));
        sums.push(chosen.reduce((sum, at) => sum + sums[at]!, 2 ** index));
      }
      const result = await runPlan(plan.steps, { cache, workers, startWorker });
      const done = steps.filter((_, index) => !lost[index]);
      expect(result.computed).toBe(done.length);
      expect(result.failures.length + result.blocked).toBe(steps.length - done.length);
      for (const [index, step] of steps.entries()) {
        if (!lost[index]) expect((await cache.load(step, kind)).values.sum).toBe(sums[index]);
        else expect(await cache.inspect(step)).toEqual({ kind: 'missing' });
      }
      // Every step ran once, after those that it reads.
      expect(ran().toSorted((a, b) => a - b)).toEqual(done.map(({ parameters }) => parameters.value));
    }),
    { seed, numRuns: 15 },
  );
});

function refuse(): StepWorker {
  throw new Error('no worker should be started');
}
