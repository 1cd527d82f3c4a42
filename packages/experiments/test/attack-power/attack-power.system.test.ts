import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, expect, test } from 'vitest';
import { attackComparison } from '../../src/attack-power/attack-comparison.ts';
import { attackOverTime } from '../../src/attack-power/attack-over-time.ts';
import { attackVariants } from '../../src/attack-power/attack-variants.ts';
import { candidateRanking } from '../../src/attack-power/candidate-ranking.ts';
import { kktReconstruction } from '../../src/attack-power/kkt-reconstruction.ts';
import { networkExposure } from '../../src/attack-power/network-exposure.ts';
import { trainingTime } from '../../src/attack-power/training-time.ts';
import { type Experiment, type GridPoint, type StageKinds, StepCache } from '../../src/index.ts';
import { runSmokeStudy } from '../run-smoke-study.ts';

const backend = await openOnnxCpu({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), 'noprior-experiments-'));
afterAll(async () => {
  await backend.dispose();
  rmSync(folder, { recursive: true, force: true });
});
const cache = new StepCache(folder);

/** A study at the smallest scale; the studies share networks and attacks. */
const smoke = <Point extends GridPoint, Sizes, Kinds extends StageKinds>(experiment: Experiment<Point, Sizes, Kinds>) =>
  runSmokeStudy(experiment, backend, cache);

test('attack-comparison: every attack runs through the one step, and says what it was told', async () => {
  const { results, summary } = await smoke(attackComparison);
  const ran = new Set(results.map(({ stages }) => stages.attack!.values.method));
  expect([...ran].sort()).toEqual(['box-vertices', 'cascade', 'evidence', 'kkt']);
  for (const { point, stages } of results) {
    const { knowledge, iterations, predictedMembers, points } = stages.attack!.values;
    expect(iterations).toBeGreaterThan(0);
    expect(predictedMembers).toBeLessThanOrEqual(points);
    const isTold = Object.values(knowledge).some(({ by }) => by === 'truth');
    expect(isTold).toBe(point.knowledge === 'truth' || point.start === 'truth');
    const { images, found, span } = stages.score!.values;
    expect(found).toBeLessThanOrEqual(images);
    expect(span!.bands.reduce((sum, band) => sum + band.images, 0)).toBe(images);
  }
  for (const { key, file } of summary.pictures ?? []) expect(existsSync(join(cache.pathOf(key), file))).toBe(true);
});

test('attack-over-time: points on the way are scored, the last at the end of the run', async () => {
  for (const { stages } of (await smoke(attackOverTime)).results) {
    const { snapshots } = stages.score!.values;
    const { iterations } = stages.attack!.values;
    expect(snapshots.at(-1)!.iteration).toBe(iterations);
    expect(snapshots.map(({ seconds }) => seconds)).toEqual(
      snapshots.map(({ seconds }) => seconds).toSorted((a, b) => a - b),
    );
  }
});

test('network-exposure: each network with its attacks, drawn and from the truth', async () => {
  const { results } = await smoke(networkExposure);
  expect(results).toHaveLength(12);
});

test('candidate-ranking: three runs are merged and ranked', async () => {
  const [result] = (await smoke(candidateRanking)).results;
  const { precision, recall, ranked } = result!.stages.rank!.values;
  expect(ranked).toBeGreaterThan(0);
  expect(precision).toHaveLength(5);
  expect(recall).toEqual(recall.toSorted((a, b) => a - b));
});

test('attack-variants: a change changes what is found, or its points', async () => {
  const { results } = await smoke(attackVariants);
  expect(new Set(results.map(({ stages }) => stages.attack!.key)).size).toBe(6);
});

test('kkt-reconstruction and training-time run', async () => {
  expect((await smoke(kktReconstruction)).results).toHaveLength(2);
  const { summary } = await smoke(trainingTime);
  expect(summary.claims[0]!.verdict).toBe('agrees');
});
