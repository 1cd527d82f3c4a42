import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { principalSpan } from '@noprior/first-layer-spectrum';
import { loadNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { afterAll, expect, test } from 'vitest';
import { priorStrength } from '../../src/paper/prior-strength.ts';
import { runSmokeStudy } from '../run-smoke-study.ts';

const backend = await openOnnxCpu({ threads: 1 });
afterAll(() => backend.dispose());

const training = 'training subspace, rank 20';
const known = 'public subspace, rank 50';

/** Rows of a matrix, each as text. */
function rowsOf({ data, shape }: HostTensor): string[] {
  const [count, d] = shape as readonly [number, number];
  return Array.from({ length: count }, (_, i) =>
    Array.from(data.subarray(i * d, (i + 1) * d), (value) => value.toFixed(9)).join(),
  );
}

/** Distance of points from the subspace of others, relative to their norm. */
function offSubspace(x: HostTensor, images: HostTensor, rank: number): number {
  const { mean, directions } = principalSpan(images, { rank, hasBias: true });
  const [count, d] = x.shape as readonly [number, number];
  let left = 0;
  let whole = 0;
  for (let i = 0; i < count; i++) {
    const row = Float64Array.from(x.data.subarray(i * d, (i + 1) * d), (value, j) => value - mean.data[j]!);
    whole += row.reduce((sum, value) => sum + value ** 2, 0);
    for (let k = 0; k < directions.shape[0]!; k++) {
      const direction = directions.data.subarray(k * d, (k + 1) * d);
      const inner = row.reduce((sum, value, j) => sum + value * direction[j]!, 0);
      for (let j = 0; j < d; j++) row[j]! -= inner * direction[j]!;
    }
    left += row.reduce((sum, value) => sum + value ** 2, 0);
  }
  return Math.sqrt(left / whole);
}

test('prior-strength on glyphs: subspaces of images, with what they give without a network', async () => {
  // The others are run by the command line's test of every experiment.
  const experiment: typeof priorStrength = {
    ...priorStrength,
    includes: ({ prior, shift, assumedShift }) => prior !== 'no box' && shift === 0 && assumedShift === 0,
  };
  const { points, cache, results, summary } = await runSmokeStudy(experiment, backend);
  const pointOf = (prior: string) => points.find(({ point }) => point.prior === prior)!;
  const arraysOf = async (prior: string, stage: 'data' | 'public' | 'attack', file: string) =>
    (await loadArrays(join(cache.pathOf(pointOf(prior).steps[stage]!.key), file))).arrays;

  // One network for all priors without a shift, and a training that does not know of public images.
  const keys = new Set(['all that fits', training, known].map((prior) => pointOf(prior).steps.train!.key));
  expect(keys.size).toBe(1);

  const data = await arraysOf(training, 'public', 'data.npz');
  expect(rowsOf(data.x!)).toEqual(rowsOf((await arraysOf(training, 'data', 'data.npz')).x!));
  expect(data.publicX!.shape).toEqual([200, 784]);
  const others = new Set(rowsOf(data.publicX!));
  expect(others.size).toBe(200);
  for (const row of [...rowsOf(data.x!), ...rowsOf(data.heldOutX!)]) expect(others.has(row)).toBe(false);
  // Pixels once the public mean is added again, as those of the training images are.
  const pixels = data.publicX!.data.map((value: number, at: number) => value + data.mean!.data[at % 784]!);
  for (const value of pixels) expect(value).toBeGreaterThan(-1e-9);
  for (const value of pixels) expect(value).toBeLessThan(1 + 1e-9);

  // Four images have three directions, and four moved into their own subspace stay where they are.
  const within = results.find(({ point }) => point.prior === training)!.stages;
  expect(within.attack?.values.subspaceRank).toBe(3);
  expect(within.score?.values.oracleBound?.medianCosine).toBeCloseTo(1, 9);
  const beside = await arraysOf(training, 'attack', 'subspace.npz');
  expect(beside.x!.shape).toEqual([8, 784]);
  expect(beside.oracleBound!.shape).toEqual([4, 784]);

  // The box cuts them off a little; candidates of an attack that knows no subspace are farther from it.
  const off = async (prior: string): Promise<number> =>
    offSubspace((await arraysOf(prior, 'attack', 'candidates.npz')).x!, data.x!, 3);
  expect(await off(training)).toBeLessThan(0.5 * (await off('all that fits')));

  // Candidates and points keep to the box of pixels.
  const network = await loadNetwork(join(cache.pathOf(pointOf(training).steps.noise!.key), 'network.safetensors'));
  const mean = network.preprocessing!.mean!.data;
  for (const { data: values } of [(await arraysOf(training, 'attack', 'candidates.npz')).x!, beside.x!]) {
    values.forEach((value: number, at: number) => {
      expect(Math.abs(value + mean[at % 784]! - 0.5)).toBeLessThan(0.5 + 1e-6);
    });
  }

  const publicly = results.find(({ point }) => point.prior === known)!.stages;
  expect(publicly.attack?.values.subspaceRank).toBe(50);
  expect(publicly.score?.values.oracleBound?.medianCosine).toBeLessThan(1);
  const free = results.find(({ point }) => point.prior === 'all that fits')!.stages;
  expect('subspaceRank' in free.attack!.values).toBe(false);
  expect('subspace' in free.score!.values).toBe(false);

  const { claims, tables } = summary;
  // One seed has no interval.
  expect(claims.filter(({ claim }) => claim.includes('subspace')).map(({ verdict }) => verdict)).toEqual([
    'undecided',
    'undecided',
  ]);
  expect(tables[0]!.rows.filter(([name]) => String(name).includes('without the network'))).toHaveLength(2);
});
