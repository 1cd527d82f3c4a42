import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gaussianEpsilon, gaussianMu } from '@noprior/relu-models';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  compileExperiment,
  localWorker,
  Plan,
  type PlannedPoint,
  type PlanResult,
  readResults,
  runPlan,
  StepCache,
} from '../../src/index.ts';
import type { DefencePoint } from '../../src/paper/defences.ts';
import { defencesExperiment as experiment } from '../../src/paper/defences.ts';
import type { ReconstructionKinds } from '../../src/paper/reconstruction-stages.ts';
import type { ReconstructionResult } from '../../src/paper/reconstruction-table.ts';

const privately = ['DP-SGD without noise', ...[1000, 100, 10].map((epsilon) => `DP-SGD, epsilon ${epsilon}`)];
const backend = await openOnnxCpu({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), 'noprior-defences-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await backend.dispose();
});

let points: PlannedPoint<DefencePoint, ReconstructionKinds>[];
let result: PlanResult;
let results: ReconstructionResult<DefencePoint>[];

beforeAll(async () => {
  const plan = new Plan(backend.name);
  points = compileExperiment(experiment, 'smoke', plan).filter(({ point }) =>
    ['none', ...privately].includes(String(point.defence)),
  );
  const wanted = new Set(points.flatMap(({ steps }) => Object.values(steps).map(({ key }) => key)));
  const cache = new StepCache(join(folder, 'cache'));
  await cache.prepare();
  const startWorker = () => localWorker(cache, plan.kinds, { backend, data: {} });
  result = await runPlan(
    plan.steps.filter(({ key }) => wanted.has(key)),
    { cache, workers: 1, startWorker },
  );
  results = await readResults(points, cache);
}, 60_000);

const at = (defence: string) => results.find(({ point }) => point.defence === defence)!.stages;
const trainOf = (defence: string) => at(defence).train!.values;

test('private networks are attacked and scored, those of much noise, too', () => {
  expect(result).toMatchObject({ failures: [], blocked: 0 });
  expect(results).toHaveLength(5);
  for (const { stages } of results) expect(Object.keys(stages)).toEqual(Object.keys(experiment.stages));
});

test.each([1000, 100, 10])('DP-SGD spends epsilon %d and no more', (epsilon) => {
  const name = `DP-SGD, epsilon ${epsilon}`;
  const mu = gaussianMu(trainOf(name).noiseMultiplier!, trainOf(name).iterations);
  expect(gaussianEpsilon(mu, 1e-3) / epsilon).toBeCloseTo(1, 6);
  expect(trainOf(name).stopped).toBe('maxIterations');
});

test('more noise leaves larger weights, and more of the loss of the true set', () => {
  for (const values of [
    privately.map((name) => trainOf(name).parameterNormSquared),
    privately.map((name) => at(name).oracle!.values.loss),
  ]) {
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values.at(-1)! / values[0]!).toBeGreaterThan(1.5);
  }
  expect(trainOf(privately[0]!).trainingAccuracy).toBe(1);
});

test('all start from the initialisation of the undefended network', () => {
  const start = trainOf('none').initialNormSquared;
  expect(trainOf('DP-SGD, epsilon 10').initialNormSquared).toBe(start);
  expect('noiseMultiplier' in trainOf('none')).toBe(false);
});

test('the table has both accuracies, and a claim measures them', () => {
  const { tables, claims } = experiment.summarize(results, experiment.scales.smoke);
  const { columns, rows } = tables[0]!;
  const accuracies = ['training accuracy', 'held-out accuracy'].map((name) =>
    columns.findIndex((column) => column.name === name),
  );
  expect(rows).toHaveLength(5);
  for (const row of rows) {
    expect(row).toHaveLength(columns.length);
    for (const column of accuracies) expect(row[column]).toMatchObject({ count: 1 });
  }
  const measured = claims.filter((claim) =>
    claim.measured.some(({ name, value }) => name === 'training accuracy' && value !== null),
  );
  expect(measured).toHaveLength(privately.length);
});
