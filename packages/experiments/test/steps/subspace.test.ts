import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { makeNetwork } from '@noprior/relu-models';
import { DomainError, FormatError, fillHostTensor, type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { dataKind, localWorker, Plan, runPlan, StepCache, type StepContext } from '../../src/index.ts';
import { loadSubspace } from '../../src/steps/subspace.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const backend = openReference();
const dimension = 6;
const network = makeNetwork({ inputSize: dimension, hiddenSizes: [4], seed: 1, dtype: 'float64' });
const normal = (count: number, seed: number): HostTensor =>
  makeRandom(seed).normalTensor([count, dimension], 1, 'float64');
const training = normal(4, 1);
const publicX = normal(3, 2);

/** A step whose data are those above. */
async function contextOf(withPublic: boolean): Promise<StepContext> {
  const folder = temporaryFolder();
  const y = makeHostTensor([1, -1, 1, -1], [4]);
  const parts = {
    x: training,
    y,
    heldOutX: normal(4, 3),
    heldOutY: y,
    mean: fillHostTensor(0, [dimension], 'float64'),
  };
  await saveNpz(join(folder, 'data.npz'), withPublic ? { ...parts, publicX } : parts);
  const data = { kind: 'data', values: { shift: 0 }, path: (name: string) => join(folder, name) };
  return { inputs: { data }, folder, backend, data: {} };
}

const run = { shift: 0, maxIterations: 100 };

function farApart(a: HostTensor, b: HostTensor): number {
  return Math.max(...a.data.map((value: number, at: number) => Math.abs(value - b.data[at]!)));
}

const moved = (x: HostTensor, shift: number): HostTensor =>
  makeHostTensor(
    Float64Array.from(x.data, (value) => value + shift),
    x.shape,
  );

test('it holds the images that it is of, and others not', async () => {
  const own = await loadSubspace({ of: 'training', rank: 9 }, await contextOf(false), network, run);
  expect(own.span.rank).toBe(3);
  expect(farApart(own.oracleBound, training)).toBeLessThan(1e-12);
  expect(farApart(own.project(publicX), publicX)).toBeGreaterThan(0.1);
  const known = await loadSubspace({ of: 'public', rank: 2 }, await contextOf(true), network, run);
  expect(farApart(known.project(publicX), publicX)).toBeLessThan(1e-12);
  expect(farApart(known.oracleBound, training)).toBeGreaterThan(0.1);
});

test('public images are without the shift, which the attacker adds who assumes it', async () => {
  const shift = 2;
  const { project } = await loadSubspace({ of: 'public', rank: 2 }, await contextOf(true), network, { ...run, shift });
  expect(farApart(project(moved(publicX, shift)), moved(publicX, shift))).toBeLessThan(1e-12);
  expect(farApart(project(publicX), publicX)).toBeGreaterThan(0.1);
});

test('candidates end in subspace and box; free ones in the box alone', async () => {
  const context = await contextOf(false);
  const x = normal(5, 4);
  const candidates = { x, lambda: makeHostTensor(new Float64Array(5), [5]), y: makeHostTensor([1, 1, 1, -1, -1], [5]) };
  const kept = await loadSubspace({ of: 'training', rank: 2 }, context, network, run);
  expect(kept.candidateUpdates).toMatchObject([{ kind: 'project', every: 10 }]);
  expect(kept.candidateUpdates[0]).not.toHaveProperty('until');
  expect(farApart(kept.finish(candidates, undefined).x, kept.project(x))).toBe(0);
  const clipped = kept.finish(candidates, { low: -0.1, high: 0.2 }).x;
  expect(Math.max(...clipped.data)).toBe(0.2);
  expect(Math.min(...clipped.data)).toBe(-0.1);
  const free = await loadSubspace({ of: 'training', rank: 2, share: 0.5 }, context, network, run);
  expect(free.candidateUpdates[0]).toMatchObject({ until: 50 });
  expect(free.finish(candidates, undefined).x).toBe(x);
});

test('points without the network lie in the subspace as the images do, and in the box', async () => {
  const { withoutNetwork, project, span } = await loadSubspace(
    { of: 'training', rank: 2 },
    await contextOf(false),
    network,
    run,
  );
  const count = 4000;
  const points = withoutNetwork(count, 7, undefined);
  expect(farApart(project(points), points)).toBeLessThan(1e-9);
  for (const [k, deviation] of span.deviations.entries()) {
    let squares = 0;
    for (let i = 0; i < count; i++) {
      let along = 0;
      for (let j = 0; j < dimension; j++) {
        const value = points.data[i * dimension + j]! - span.mean.data[j]!;
        along += value * span.directions.data[k * dimension + j]!;
      }
      squares += along ** 2 / count;
    }
    // 4000 squares of normal numbers: 2.2 % is one standard deviation of their mean.
    expect(Math.abs(squares / deviation ** 2 - 1)).toBeLessThan(0.1);
  }
  expect(farApart(withoutNetwork(2, 7, undefined), withoutNetwork(2, 8, undefined))).toBeGreaterThan(0);
  const box = { low: makeHostTensor(new Float64Array(dimension).fill(-0.3), [dimension]), high: 0.3 };
  for (const value of withoutNetwork(20, 7, box).data) expect(Math.abs(value)).toBeLessThanOrEqual(0.3);
});

test('what is not there, and numbers out of range', async () => {
  await expect(loadSubspace({ of: 'public', rank: 2 }, await contextOf(false), network, run)).rejects.toThrow(
    FormatError,
  );
  await expect(loadSubspace({ of: 'public', rank: 2 }, await contextOf(false), network, run)).rejects.toThrow(
    /publicPerClass/,
  );
  await expect(loadSubspace({ of: 'training', rank: 0 }, await contextOf(false), network, run)).rejects.toThrow(
    DomainError,
  );
  for (const share of [0, 1.5, Number.NaN]) {
    await expect(
      loadSubspace({ of: 'training', rank: 1, share }, await contextOf(false), network, run),
    ).rejects.toThrow(/share must be .*0 .*1/);
  }
  const cache = new StepCache(join(temporaryFolder(), 'cache'));
  await cache.prepare();
  const plan = new Plan({ backend: backend.name });
  plan.add({
    kind: dataKind,
    parameters: { dataset: 'sphere', dimension: 4, perClass: 2, seed: 1, publicPerClass: 0 },
    estimate: 1,
  });
  const startWorker = () => localWorker(cache, plan.kinds, { backend, data: {} });
  const { failures } = await runPlan(plan.steps, { cache, workers: 1, startWorker });
  expect(JSON.stringify(failures)).toContain('publicPerClass must be an integer >= 1, got 0');
});
