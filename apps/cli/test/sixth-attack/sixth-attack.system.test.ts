import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { dataKind, localWorker, Plan, runPlan, StepCache, stepKinds, trainKind } from '@noprior/experiments';
import { type Attack, attacks } from '@noprior/reconstruction-attack';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, expect, test } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { rowsAttack } from './rows/rows-attack.ts';

// One folder, and one row in the list of attacks: nothing else is written for a further attack. Here the test adds the row.
(attacks as Attack[]).push(rowsAttack as Attack);

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const glyphs = '--dataset glyphs --per-class 2 --seed 1'.split(' ');

async function run(...args: string[]): Promise<string> {
  const { code, out, err } = await runInProcess(...args);
  expect(code, err).toBe(0);
  return out;
}

beforeAll(async () => {
  await run('train', ...glyphs, '--hidden', '12', '--max-iterations', '60', '--out', at('m.safetensors'));
});

test('it runs as a method of noprior attack, with its settings, its preset and its help', async () => {
  expect(await run('attack', '--help')).toMatch(/rows: Rows of W_1[\s\S]*--points <n>/);
  const line = ['attack', '--method', 'rows', '--model', at('m.safetensors')];
  const printed = toRecord(JSON.parse(await run(...line, '--points', '3', '--out', at('a'), '--json')));
  expect(printed).toMatchObject({ method: 'rows', ended: 'converged', predictedMembers: printed.points });
  expect(printed).toMatchObject({ knowledge: { box: { status: 'known', by: 'model file' } }, rowsOfW1: 12 });
  const { x, predicted } = (await loadArrays(at('a/candidates.npz'))).arrays;
  expect([x?.shape, predicted?.shape]).toEqual([[printed.points, 784], [printed.points]]);
  expect(Number(printed.points)).toBeGreaterThan(0);
  expect(
    toRecord(JSON.parse(await run('attack', '--model', at('m.safetensors'), '--preset', 'few', '--json'))),
  ).toMatchObject({
    method: 'rows',
    preset: 'few',
  });
  expect(await runInProcess(...line, '--step-size', '1')).toMatchObject({ code: 2, out: '' });
});

test('view, report and score read its folder, and name it', async () => {
  expect(await run('view', at('a'))).toMatch(/Rows of W_1[\s\S]*Predicted members/);
  await run('report', at('a'), '--out', at('a.html'));
  expect(readFileSync(at('a.html'), 'utf8')).toContain('Rows of W_1');
  await run('score', at('a'), '--model', at('m.safetensors'), ...glyphs, '--report', at('score.html'));
  expect(readFileSync(at('score.html'), 'utf8')).toContain('Rows of W_1');
});

test('it runs as a step of an experiment', async () => {
  const plan = new Plan();
  const { attack } = stepKinds;
  const data = plan.add({ kind: dataKind, parameters: { dataset: 'glyphs', perClass: 2, seed: 1 }, estimate: 1 });
  const training = {
    hiddenSizes: [12],
    initialisation: 'scaled-first',
    targetLoss: 1e-2,
    maxIterations: 60,
    seed: 1,
  } as const;
  const network = plan.add({ kind: trainKind, parameters: training, inputs: { data }, estimate: 1 });
  const parameters = { method: 'rows', settings: { points: 3 }, seed: 1, knowledge: { box: 'model file' } };
  const step = plan.add({ kind: attack!, parameters, inputs: { network, data }, estimate: 1 });
  const cache = new StepCache(at('cache'));
  await cache.prepare();
  const startWorker = () => localWorker(cache, plan.kinds, { backend: openReference(), data: {} });
  expect(await runPlan(plan.steps, { cache, workers: 1, startWorker })).toMatchObject({ computed: 3, failures: [] });
  const { values } = await cache.load(step);
  expect(values).toMatchObject({ method: 'rows', knowledge: { box: { status: 'known', by: 'model file' } } });
});
