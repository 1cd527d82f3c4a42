import { evaluateKkt } from '@noprior/kkt-loss';
import { DomainError, fromNested, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { split, splitRadius, unite } from '../src/index.ts';
import { kktState } from '../src/kkt-state.ts';
import { threePoints as pair } from './hand-networks.ts';
import { transformSequence } from './transform-sequence.ts';

const backend = openReference();

describe('splitRadius of a network of two units', () => {
  it('is the ratio test by hand', async () => {
    // u = [1, -1] along [1, 0]: ahead nothing moves towards zero, behind z_1 = 2.5 at t = 2.5 and z_2 = -1 at t = 1.
    const { pairs } = await splitRadius(backend, twoNeurons, fromNested([[2, 0.5]]), fromNested([[1, 0]]));
    expect(pairs).toHaveLength(1);
    expect(pairs[0]!.forward).toEqual({ radius: Number.POSITIVE_INFINITY, blocking: undefined });
    expect(pairs[0]!.backward).toEqual({ radius: 1, blocking: { layer: 0, unit: 1 } });
    expect(pairs[0]!.radius).toBe(1);
    expect(pairs[0]!.logitSlope).toBe(2); // the second unit is inactive
    expect(pairs[0]!.kinkUnits).toBe(0);
  });

  it('takes many directions, shared or each its own, and scales with 1 / ||v||', async () => {
    const x = fromNested([
      [2, 0.5],
      [4, 1.5],
    ]);
    const shared = fromNested([
      [
        [2, 0],
        [0, 1],
      ],
    ]);
    const own = fromNested([
      [
        [2, 0],
        [0, 1],
      ],
      [
        [2, 0],
        [0, 1],
      ],
    ]);
    const a = await splitRadius(backend, twoNeurons, x, shared);
    const b = await splitRadius(backend, twoNeurons, x, own);
    expect(a).toEqual(b);
    expect(a.pairs.map(({ radius }) => radius)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(a.pairs[1]!.forward.blocking).toEqual({ layer: 0, unit: 1 });
  });

  it('a unit on its kink makes the radius 0, unless it does not move', async () => {
    // z = [2, 0] at [2, 1].
    const x = fromNested([[2, 1]]);
    const { pairs } = await splitRadius(
      backend,
      twoNeurons,
      x,
      fromNested([
        [
          [1, 0],
          [2, 1],
        ],
      ]),
    );
    expect(pairs[0]!).toMatchObject({ radius: 0, kinkUnits: 1, kinkUnitsAtRest: 0 });
    expect(pairs[0]!.forward.blocking).toEqual({ layer: 0, unit: 1 });
    expect(pairs[1]!).toMatchObject({ radius: 2, kinkUnits: 1, kinkUnitsAtRest: 1, slopesTakenAsZero: 0 });
  });

  it('a slope of rounding size is counted and not taken for a bound', async () => {
    const x = fromNested([[2, 0.5]]);
    const along = fromNested([[2, 1 + 4e-16]]);
    const [loose] = (await splitRadius(backend, twoNeurons, x, along)).pairs;
    expect(loose!.radius).toBeCloseTo(2.5, 12);
    expect(loose!.slopesTakenAsZero).toBe(1);
    expect(loose!.radiusOfTakenAsZero).toBeGreaterThan(1e14);
    const [exact] = (await splitRadius(backend, twoNeurons, x, along, { slopeTolerance: 0 })).pairs;
    expect(exact!.slopesTakenAsZero).toBe(0);
    expect(exact!.forward.blocking).toEqual({ layer: 0, unit: 1 });
  });

  it('refuses what does not fit', async () => {
    const x = fromNested([[2, 0.5]]);
    await expect(splitRadius(backend, twoNeurons, fromNested([[1]]), fromNested([[1]]))).rejects.toThrow(ShapeError);
    await expect(splitRadius(backend, twoNeurons, x, fromNested([[1, 0, 0]]))).rejects.toThrow(/directions must be/);
    await expect(splitRadius(backend, twoNeurons, x, fromNested([[0, 0]]))).rejects.toThrow(/length above 0/);
    await expect(splitRadius(backend, twoNeurons, fromNested([[Number.NaN, 0]]), x)).rejects.toThrow(
      /x has the value NaN/,
    );
    await expect(splitRadius(backend, twoNeurons, x, x, { kinkTolerance: 1 })).rejects.toThrow(
      /kinkTolerance must be in/,
    );
    await expect(splitRadius(backend, twoNeurons, x, x, { slopeTolerance: -1 })).rejects.toThrow(DomainError);
  });
});

describe('unite and split by hand', () => {
  it('unites two points with their weights, in the unit of the scale', async () => {
    const sum = await unite(backend, twoNeurons, pair, [0, 1], { scale: 'sum' });
    expect([...sum.candidates.x.data]).toEqual([3.5, 1.25, -1, 3]);
    expect([...sum.candidates.lambda.data]).toEqual([4, 2]);
    expect([...sum.candidates.y.data]).toEqual([1, -1]);
    const mean = await unite(backend, twoNeurons, pair, [[0, 1]], { scale: 'mean' });
    expect(mean.candidates.lambda.data[0]!).toBeCloseTo(8 / 3, 14);
    expect(mean.account.after.stationarity).toBeCloseTo(mean.account.before.stationarity, 12);
    expect(mean.account.patterns).toMatchObject({ points: 3, layers: 1, units: 2, changedUnits: 0, kinkUnits: 0 });
    // q = 5 and 7 weigh 1 and 3, p = -(-21): the third point has z = [-3, 7], Phi = -21, q = 21.
    expect(sum.account.before.margins).toEqual({ min: 5, median: 7, max: 21 });
    expect(sum.account.after.margins).toEqual({ min: 6.5, median: 13.75, max: 21 });
    expect(sum.account.before).toMatchObject({ p: 5, delta: 32, count: 3, shortfall: 0 });
    expect(sum.account.after).toMatchObject({ p: 5, delta: 32, count: 2, shortfall: 0 });
  });

  it('splits a point; the margins move by a y v.g and -b y v.g', async () => {
    const direction = fromNested([1, 0]);
    const request = { index: 0, direction, a: 3, b: 0.5, mode: 'stationarity' } as const;
    const { candidates, account, splits } = await split(backend, twoNeurons, pair, request, { scale: 'sum' });
    expect([...candidates.x.data]).toEqual([5, 0.5, 4, 1.5, -1, 3, 1.5, 0.5]);
    expect(candidates.lambda.data[0]!).toBeCloseTo(1 / 7, 15);
    expect(candidates.lambda.data[3]!).toBeCloseTo(6 / 7, 15);
    expect(account.after.margins.min).toBe(4); // 5 - 0.5 * 2
    expect(account.after.shortfall).toBe(1);
    expect(account.stationarityChange).toBeLessThan(1e-14);
    expect(splits[0]!.radius.backward.radius).toBe(1);
    const state = await kktState(backend, twoNeurons, candidates, { scale: 'sum', p: 5 });
    expect(state).toEqual(account.after);
  });

  it('refuses a broken pattern, and shows what breaks when forced', async () => {
    const request = { index: 0, direction: fromNested([1, 0]), a: 1, b: 1.5, mode: 'stationarity' } as const;
    await expect(split(backend, twoNeurons, pair, request)).rejects.toThrow(
      /candidate 0 along -v .*below 1, .*unit 1 of layer 0 .* b is 1\.5/,
    );
    const forced = await split(backend, twoNeurons, pair, request, { force: true });
    expect(forced.account.patterns.changedUnits).toBe(1);
    expect(forced.account.stationarityChange).toBeGreaterThan(1e-3);
  });

  it('keeps the margin in mode kkt: refuses, or projects', async () => {
    const request = { index: 0, direction: fromNested([1, 0]), a: 0.1, b: 0.1 };
    await expect(split(backend, twoNeurons, pair, request)).rejects.toThrow(/v \. grad_x Phi = 2 /);
    const { account, splits } = await split(backend, twoNeurons, pair, { ...request, project: true });
    expect([...splits[0]!.direction.data]).toEqual([0.5, 0.5]); // g = [2, -2]
    expect(account.after.margins.min).toBe(account.before.margins.min);
    await expect(
      split(backend, twoNeurons, pair, { ...request, direction: fromNested([1, -1]), project: true }),
    ).rejects.toThrow(/parallel to grad_x Phi/);
  });

  it('goes back and forth: unite, split, unite', async () => {
    const direction = fromNested([1, 1]);
    const there = await transformSequence(backend, twoNeurons, pair, [
      { kind: 'unite', groups: [0, 1] },
      { kind: 'split', splits: { index: 0, direction, a: 0.25, b: 0.5 } },
      { kind: 'unite', groups: [0, 2] },
    ]);
    expect(there.steps.map(({ after }) => after.count)).toEqual([2, 3, 2]);
    expect(there.candidates.x.data[0]!).toBeCloseTo(3.5, 14);
    const before = await evaluateKkt(backend, twoNeurons, pair);
    const after = await evaluateKkt(backend, twoNeurons, there.candidates);
    expect(Math.abs(after.stationarity / before.stationarity - 1)).toBeLessThan(1e-14);
    await expect(
      transformSequence(backend, twoNeurons, pair, [
        { kind: 'unite', groups: [0, 1] },
        { kind: 'unite', groups: [0, 2] },
      ]),
    ).rejects.toThrow(/step 1: unite: there is no candidate 2/);
    await expect(transformSequence(backend, twoNeurons, pair, [])).rejects.toThrow(/no steps/);
  });
});
