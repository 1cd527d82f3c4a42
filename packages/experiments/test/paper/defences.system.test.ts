import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gaussianEpsilon, gaussianMu } from '@noprior/relu-models';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StepCache } from '../../src/index.ts';
import type { DefencePoint } from '../../src/paper/defences.ts';
import { defencesExperiment } from '../../src/paper/defences.ts';
import type { ReconstructionKinds } from '../../src/paper/reconstruction-kinds.ts';
import { runSmokeStudy, type SmokeStudy } from '../run-smoke-study.ts';

const privately = ['DP-SGD without noise', ...[1000, 100, 10].map((epsilon) => `DP-SGD, epsilon ${epsilon}`)];
const backend = await openOnnxCpu({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), 'noprior-defences-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await backend.dispose();
});

const experiment: typeof defencesExperiment = {
  ...defencesExperiment,
  includes: ({ defence }) => defence === 'none' || privately.includes(defence),
};

let results: SmokeStudy<DefencePoint, ReconstructionKinds>['results'];
let summary: SmokeStudy<DefencePoint, ReconstructionKinds>['summary'];

beforeAll(async () => {
  ({ results, summary } = await runSmokeStudy(experiment, backend, new StepCache(folder)));
}, 60_000);

const at = (defence: string) => results.find(({ point }) => point.defence === defence)!.stages;
const trainOf = (defence: string) => at(defence).train!.values;

test('private networks are attacked and scored, those of much noise, too', () => {
  expect(results).toHaveLength(5);
  for (const { stages } of results) expect(Object.keys(stages)).toEqual(Object.keys(experiment.stages));
});

test.each([1000, 100, 10])('DP-SGD spends epsilon %d and no more', (epsilon) => {
  const name = `DP-SGD, epsilon ${epsilon}`;
  const mu = gaussianMu(trainOf(name).noiseMultiplier!, trainOf(name).iterations);
  expect(gaussianEpsilon(mu, 1e-3) / epsilon).toBeCloseTo(1, 6);
  expect(trainOf(name).ended).toBe('maxIterations');
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

test('the evidence attack runs where there is no span, with the true noise, and the table says so', () => {
  const withoutSpan = results.filter(({ stages }) => stages.span!.values.verdict === 'none');
  expect(withoutSpan.length).toBeGreaterThan(0);
  for (const { point, stages } of results) {
    const { knowledge, iterations, points: found } = stages.evidence!.values;
    const isTrue = stages.span!.values.verdict === 'none';
    expect(knowledge.startNoise, point.defence).toEqual(
      isTrue ? { status: 'known', by: 'truth' } : { status: 'estimated' },
    );
    expect(iterations).toBeGreaterThan(0);
    expect(found).toBeGreaterThan(0);
    expect(stages['box-vertices']!.values.ended === 'no span').toBe(stages.span!.values.rank < 2);
  }
  const heads = experiment.summarize(results, experiment.scales.smoke).tables[0]!.columns.map(({ name }) => name);
  const head = heads.find((name) => name.startsWith('found by evidence'))!;
  for (const { point, stages } of results) {
    expect(head.includes(point.defence)).toBe(stages.span!.values.verdict === 'none');
  }
  expect(heads.find((name) => name.startsWith('found by box-vertices'))).not.toContain('truth');
});

test('all start from the initialisation of the undefended network', () => {
  const start = trainOf('none').initialNormSquared;
  expect(trainOf('DP-SGD, epsilon 10').initialNormSquared).toBe(start);
  expect('noiseMultiplier' in trainOf('none')).toBe(false);
});

test('the table has both accuracies, and a claim measures them', () => {
  const { tables, claims } = summary;
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
