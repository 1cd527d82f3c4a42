import type { Candidates } from '@noprior/kkt-loss';
import { constantLayers, makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { farKktSet, largestSplitRadius, split, splitRadius, unite } from '../src/index.ts';
import { inputGradients } from '../src/input-gradients.ts';
import { kktState } from '../src/kkt-state.ts';
import { patternPath } from '../src/pattern-path.ts';
import { planted, plantedSet, threePoints } from './hand-networks.ts';

const backend = openReference();
const at = (direction: number[], more: object = {}) => ({
  index: 0,
  direction: fromNested(direction),
  a: 0.25,
  b: 0.25,
  mode: 'stationarity' as const,
  ...more,
});

describe('unusual sets of points', () => {
  it('labels of one class only', async () => {
    const set = { ...threePoints, y: fromNested([-1, -1, -1]) };
    const { account } = await unite(backend, twoNeurons, set, [0, 1]);
    expect(account.before.margins.min).toBe(-7);
    expect(account.stationarityChange).toBeLessThan(1e-14);
    expect((await farKktSet(backend, planted, { ...plantedSet, y: fromNested([1, 1]) }, { distance: 9 })).kind).toBe(
      'free',
    );
  });

  it('one point', async () => {
    const one: Candidates = { x: fromNested([[2, 0.5]]), lambda: fromNested([1]), y: fromNested([1]) };
    const { candidates, account } = await split(backend, twoNeurons, one, at([1, 1]));
    expect(candidates.x.shape).toEqual([2, 2]);
    expect([...candidates.lambda.data]).toEqual([0.5, 0.5]);
    const mean = await split(backend, twoNeurons, one, at([1, 1]), { scale: 'mean' });
    expect([...mean.candidates.lambda.data]).toEqual([1, 1]); // half of 1, twice, in the unit of 2 candidates
    expect(account.stationarityChange).toBeLessThan(1e-14);
    const far = await farKktSet(backend, twoNeurons, one, { distance: 0.1 });
    expect(far.span.rank).toBe(1);
    expect((await unite(backend, twoNeurons, one, [0])).candidates).toEqual(one);
  });

  it('duplicate points unite to themselves, to the bit', async () => {
    const x = makeRandom(1).normalTensor([1, 2], 1).data;
    const set = {
      x: fromNested([[...x], [...x], [...x]]),
      lambda: fromNested([0.1, 0.7, 0.3]),
      y: fromNested([1, 1, 1]),
    };
    const { candidates } = await unite(backend, twoNeurons, set, [0, 1, 2], { scale: 'sum' });
    expect([...candidates.x.data]).toEqual([...x]);
    expect(candidates.lambda.data[0]!).toBeCloseTo(1.1, 15);
  });

  it('multipliers of 0', async () => {
    const set = { ...threePoints, lambda: fromNested([0, 3, 2]) };
    const { candidates, account } = await unite(backend, twoNeurons, set, [0, 1], { scale: 'sum' });
    expect([...candidates.x.data.subarray(0, 2)]).toEqual([4, 1.5]);
    expect(account.stationarityChange).toBeLessThan(1e-14);
    const halves = await split(backend, twoNeurons, set, at([1, 1]), { scale: 'sum' });
    expect([...halves.candidates.lambda.data]).toEqual([0, 3, 2, 0]);
    const none = { ...threePoints, lambda: fromNested([0, 0, 2]) };
    await expect(unite(backend, twoNeurons, none, [0, 1])).rejects.toThrow(/multipliers of candidates 0, 1 are all 0/);
    await expect(
      farKktSet(backend, twoNeurons, { ...none, lambda: fromNested([0, 0, 0]) }, { distance: 1 }),
    ).rejects.toThrow(/no candidate has a positive multiplier/);
  });

  it('a point on a kink: it is counted, and only directions that leave the unit alone are open', async () => {
    const set: Candidates = {
      x: fromNested([
        [2, 1],
        [4, 1.5],
      ]),
      lambda: fromNested([1, 1]),
      y: fromNested([1, 1]),
    };
    await expect(split(backend, twoNeurons, set, at([1, 0]))).rejects.toThrow(/only below 0, where unit 1 of layer 0/);
    const { account } = await split(backend, twoNeurons, set, at([2, 1]));
    expect(account.patterns).toMatchObject({ kinkUnits: 1, changedUnits: 0 });
    expect(account.stationarityChange).toBeLessThan(1e-14);
    // z = 0 counts as inactive, as z = -1 at the other point.
    expect((await unite(backend, twoNeurons, set, [0, 1])).account.patterns.kinkUnits).toBe(1);
    const active = {
      ...set,
      x: fromNested([
        [2, 1],
        [2, 1.5],
      ]),
    };
    await expect(unite(backend, twoNeurons, active, [0, 1])).rejects.toThrow(
      /points 0 and 1 .*layer 0, unit 1 \(z = 0 and 1\)/,
    );
    const forced = await unite(backend, twoNeurons, active, [0, 1], { force: true });
    expect(forced.account.patterns.changedUnits).toBe(1);
    expect(forced.account.stationarityChange).toBeGreaterThan(1e-3);
  });

  it('points that are all 0, with and without biases', async () => {
    const zero: Candidates = { x: fromNested([[0, 0]]), lambda: fromNested([1]), y: fromNested([1]) };
    // Without biases every unit stands on its kink at 0: any direction moves them, none is free.
    const bare: ReluNetwork = { layers: twoNeurons.layers.map(({ weight }) => ({ weight })) };
    const stuck = await farKktSet(backend, bare, zero, { distance: 1 });
    expect(stuck).toMatchObject({ kind: 'bounded', reason: 'residual', set: undefined });
    expect(stuck.span.rank).toBe(0);
    const { points } = await largestSplitRadius(backend, bare, zero.x);
    expect(points[0]!.best).toMatchObject({ radius: 0, result: { kinkUnits: 2 } });
    // In twoNeurons only the second unit does; along [2, 1] it rests, and z_1 = 1 falls by 1 for each unit of it.
    const loose = await largestSplitRadius(backend, twoNeurons, zero.x, { families: ['search'] });
    expect(loose.points[0]!.best.radius).toBeCloseTo(Math.sqrt(5), 10);
  });

  it('a linear model has no hidden units: everything is unbounded', async () => {
    const linear: ReluNetwork = { layers: [{ weight: fromNested([[1, 2]]) }] };
    const { pairs } = await splitRadius(backend, linear, threePoints.x, threePoints.x);
    expect(pairs.map(({ radius }) => radius)).toEqual([1, 1, 1].map(() => Number.POSITIVE_INFINITY));
    expect(pairs[0]!.logitSlope).toBe(3);
    const { account } = await split(backend, linear, threePoints, at([-2, 1], { a: 100, b: 1, mode: 'kkt' }));
    expect(account.after.margins).toEqual(account.before.margins);
    expect((await largestSplitRadius(backend, linear, threePoints.x)).points[0]!.best.unbounded).toBe(true);
  });

  it('a float32 network and float32 points are taken as the numbers that they are', async () => {
    const network = makeNetwork({ inputSize: 3, hiddenSizes: [4], bias: 'none', seed: 0 });
    const set: Candidates = {
      x: makeHostTensor(Float32Array.of(1, 2, 3, 0.5, 1, 1.5), [2, 3]),
      lambda: makeHostTensor(Float32Array.of(0.5, 0.25), [2]),
      y: makeHostTensor(Float32Array.of(1, 1), [2]),
    };
    // Without biases, a point and half of it have one pattern.
    const united = await unite(backend, network, set, [0, 1]);
    expect(united.candidates.x.dtype).toBe('float64');
    expect(united.account.stationarityChange).toBeLessThan(1e-13);
  });
});

describe('errors', () => {
  it('of unite', async () => {
    const run = (groups: number[] | number[][], set = threePoints) => unite(backend, twoNeurons, set, groups);
    await expect(run([0, 7])).rejects.toThrow(/no candidate 7; indices run from 0 to 2/);
    await expect(run([0, 0])).rejects.toThrow(/named twice/);
    await expect(run([[0, 1], [1]])).rejects.toThrow(/candidate 1 is named twice/);
    await expect(run([0, 2])).rejects.toThrow(/labels 1 and -1/);
    await expect(run([])).rejects.toThrow(/a group has no points/);
    await expect(run([0, 1], { ...threePoints, lambda: fromNested([-1, 3, 2]) })).rejects.toThrow(/must be >= 0/);
    await expect(run([0], { ...threePoints, lambda: fromNested([1]) })).rejects.toThrow(ShapeError);
  });

  it('of split', async () => {
    const run = (request: object) => split(backend, twoNeurons, threePoints, { ...at([1, 0]), ...request });
    await expect(run({ index: 3 })).rejects.toThrow(/no candidate 3/);
    await expect(run({ a: 0 })).rejects.toThrow(/a must be positive/);
    await expect(run({ b: Number.POSITIVE_INFINITY })).rejects.toThrow(/b must be positive and finite/);
    await expect(run({ direction: fromNested([0, 0]) })).rejects.toThrow(/has length 0/);
    await expect(run({ direction: fromNested([1, 0, 0]) })).rejects.toThrow(ShapeError);
    await expect(run({ mode: 'both' })).rejects.toThrow(/mode must be/);
    await expect(split(backend, twoNeurons, threePoints, [])).rejects.toThrow(/nothing to split/);
    await expect(split(backend, twoNeurons, threePoints, [at([1, 0]), at([1, 0])])).rejects.toThrow(/named twice/);
    await expect(run({ direction: fromNested([1e200, 1e200]), a: 1e200 })).rejects.toThrow(DomainError);
  });

  it('of states, gradients and paths', async () => {
    await expect(kktState(backend, twoNeurons, threePoints, { p: Number.NaN })).rejects.toThrow(/p must be finite/);
    await expect(inputGradients(backend, twoNeurons, fromNested([[1]]))).rejects.toThrow(ShapeError);
    expect([...(await inputGradients(backend, twoNeurons, threePoints.x)).data]).toEqual([2, -2, 2, -2, 3, -6]);
    const specs = { x: { shape: [2, 2], dtype: 'float64' }, v: { shape: [3, 1, 2], dtype: 'float64' } } as const;
    expect(() =>
      trace(specs, ({ x, v }) => ({ u: patternPath(constantLayers(twoNeurons), x, v).logitSlopes })),
    ).toThrow(/directions must be \[2, 2\]/);
  });
});
