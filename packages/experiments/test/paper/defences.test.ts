import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gaussianEpsilon, gaussianMu } from '@noprior/relu-models';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  compileExperiment,
  findExperiments,
  localWorker,
  Plan,
  type PlannedPoint,
  type PlanResult,
  type PointResult,
  readResults,
  runPlan,
  StepCache,
  stepKinds,
} from '../../src/index.ts';

const experiment = findExperiments(['defences'])[0]!;
const privately = ['DP-SGD without noise', ...[1000, 100, 10].map((epsilon) => `DP-SGD, epsilon ${epsilon}`)];
const backend = await openOnnxCpu({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), 'noprior-defences-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await backend.dispose();
});

let points: PlannedPoint[];
let result: PlanResult;
let results: PointResult[];

beforeAll(async () => {
  const plan = new Plan(stepKinds, backend.name);
  points = compileExperiment(experiment, 'smoke', plan).filter(({ point }) =>
    ['none', ...privately].includes(String(point.defence)),
  );
  const wanted = new Set(points.flatMap(({ steps }) => Object.values(steps).map(({ key }) => key)));
  const cache = new StepCache(join(folder, 'cache'));
  await cache.prepare();
  const startWorker = () => localWorker(cache, stepKinds, { backend, data: {} });
  result = await runPlan(
    plan.steps.filter(({ key }) => wanted.has(key)),
    { cache, workers: 1, startWorker },
  );
  results = await readResults(points, cache);
}, 60_000);

const at = (defence: string): PointResult => results.find(({ point }) => point.defence === defence)!;
const valueAt = (defence: string, stage: string, name: string): number =>
  Number(at(defence).stages[stage]?.values[name]);

test('private networks are attacked and scored, those of much noise, too', () => {
  expect(result).toMatchObject({ failures: [], blocked: 0 });
  expect(results).toHaveLength(5);
  for (const { stages } of results) expect(Object.keys(stages)).toEqual(experiment.stages.map(({ name }) => name));
});

test.each([1000, 100, 10])('DP-SGD spends epsilon %d and no more', (epsilon) => {
  const name = `DP-SGD, epsilon ${epsilon}`;
  const mu = gaussianMu(valueAt(name, 'train', 'noiseMultiplier'), valueAt(name, 'train', 'iterations'));
  expect(gaussianEpsilon(mu, 1e-3) / epsilon).toBeCloseTo(1, 6);
  expect(at(name).stages.train?.values.stopped).toBe('maxIterations');
});

test('more noise leaves larger weights, and more of the loss of the true set', () => {
  for (const [stage, value] of [
    ['train', 'parameterNormSquared'],
    ['oracle', 'loss'],
  ] as const) {
    const values = privately.map((name) => valueAt(name, stage, value));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values.at(-1)! / values[0]!).toBeGreaterThan(1.5);
  }
  expect(valueAt(privately[0]!, 'train', 'trainingAccuracy')).toBe(1);
});

test('all start from the initialisation of the undefended network', () => {
  const start = valueAt('none', 'train', 'initialNormSquared');
  expect(valueAt('DP-SGD, epsilon 10', 'train', 'initialNormSquared')).toBe(start);
  expect('noiseMultiplier' in at('none').stages.train!.values).toBe(false);
});

test('the table has both accuracies, and a statement names them', () => {
  const { table, statements } = experiment.summarize(results, experiment.scales.smoke);
  const accuracies = ['training accuracy', 'held-out accuracy'].map((name) => table.columns.indexOf(name));
  expect(table.rows).toHaveLength(5);
  for (const row of table.rows) {
    expect(row).toHaveLength(table.columns.length);
    for (const column of accuracies) expect(row[column]).toMatchObject({ count: 1 });
  }
  const stated = statements.filter(({ measured }) => /on training images [01]/.test(measured));
  expect(stated).toHaveLength(privately.length);
});
