import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadNetwork } from '@noprior/relu-models';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, expect, test } from 'vitest';
import { runPlan } from '../src/index.ts';
import { farSets } from '../src/paper/far-sets.ts';
import { mnistShift } from '../src/paper/shift.ts';
import { sphereRadius } from '../src/paper/sphere-radius.ts';
import { runSmokeStudy } from './run-smoke-study.ts';

const backend = await openOnnxCpu({ threads: 1 });
afterAll(() => backend.dispose());

test('sphere-radius: every number is there, the files are, and nothing is done twice', async () => {
  const { plan, points, cache, outcome, results, summary } = await runSmokeStudy(sphereRadius, backend);
  expect(outcome.computed).toBe(plan.steps.length);
  for (const one of results) {
    const { initialisation } = one.point;
    const train = one.stages.train!.values;
    expect(train.ended).toBe('targetLoss');
    expect(train.trainingAccuracy).toBe(1);
    const loss = one.stages.attack!.values.stationarity;
    // Between what no data can explain and no points at all.
    expect(loss).toBeGreaterThan(one.stages.oracle!.values.orthogonalToData);
    expect(loss).toBeLessThan(train.parameterNormSquared);
    const small = train.initialNormSquared < 0.1;
    expect(small).toBe(initialisation === 'small');
  }
  // An attacker who starts farther away ends farther away.
  const distance = (radius: number): number[] =>
    results.filter(({ point }) => point.radius === radius).map((one) => one.stages.score!.values.corrected.distance);
  expect(Math.min(...distance(3))).toBeGreaterThan(Math.max(...distance(0.3)));
  expect(summary.tables[0]?.rows).toHaveLength(6);
  expect(summary.claims.length).toBeGreaterThanOrEqual(8);
  const [chart] = summary.charts ?? [];
  expect(chart?.kind === 'curves' && chart.series.every((series) => series.points.length === 3)).toBe(true);

  const { attack, train } = points[0]!.steps;
  expect(existsSync(join(cache.pathOf(attack!.key), 'candidates.npz'))).toBe(true);
  const network = await loadNetwork(join(cache.pathOf(train!.key), 'network.safetensors'));
  expect(network.layers[0]?.weight.shape).toEqual([40, 20]);

  const startWorker = () => {
    throw new Error('no worker should be started');
  };
  const again = await runPlan(plan.steps, { cache, workers: 1, startWorker });
  expect(again).toMatchObject({ reused: plan.steps.length, computed: 0 });
});

test('mnist-shift on glyphs: a shift is secret, undone by the mean, and hidden from the public one', async () => {
  const { results } = await runSmokeStudy(mnistShift, backend);
  const at = (shift: number, treatment: string) =>
    results.find(({ point }) => point.shift === shift && point.treatment === treatment)!;
  expect(results).toHaveLength(9);
  expect(at(0.5, 'secret').stages.data?.values.shift).toBe(0.5);
  expect(at(0.5, 'undone').stages.data?.values.shift).toBe(0);
  // Shifted and centred again it is the same training set but for rounding, so the same network and attack, nearly.
  const control = at(0, 'secret').stages.attack?.values.stationarity;
  expect(at(5, 'undone').stages.attack?.values.stationarity).toBeCloseTo(control!, 2);
  expect(at(5, 'secret').stages.attack?.values.stationarity).not.toBeCloseTo(control!, 1);
  for (const one of results) expect('asSeen' in one.stages.score!.values).toBe(one.stages.data?.values.shift !== 0);
});

test('far-sets: as good, at the distances asked for', async () => {
  const { results, summary } = await runSmokeStudy(farSets, backend);
  for (const { stages } of results) {
    const sets = stages.far!.values.sets;
    expect(sets.map(({ distance }) => distance)).toEqual([1, 10, 100, 1000]);
    for (const { before, after } of sets) expect(Math.abs(after! - before!)).toBeLessThan(1e-9 * before!);
  }
  const [trained, polished] = results.map(({ stages }) => stages.far!.values.relativeEpsilon);
  expect(polished!).toBeLessThan(trained! / 2);
  expect(summary.claims[0]?.verdict).toBe('agrees');
});
