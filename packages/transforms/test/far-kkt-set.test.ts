import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { type FreeFarKktSet, farKktSet } from '../src/index.ts';
import { planted, plantedSet, threePoints } from './hand-networks.ts';

const backend = openReference();
function isFree(result: { readonly kind: string }): asserts result is FreeFarKktSet {
  expect(result.kind).toBe('free');
}

describe('the subspace theorem on a KKT point by hand', () => {
  it.each([1, 1e3, 1e6])('sets at distance %s are KKT as well', async (distance) => {
    const far = await farKktSet(backend, planted, plantedSet, { distance, scale: 'sum' });
    isFree(far);
    expect(far.unbounded).toBe(true);
    expect(far.span.rank).toBe(1);
    expect(far.candidates.x.shape).toEqual([4, 3]);
    expect([...far.candidates.lambda.data]).toEqual([0.1, 0.225, 0.1, 0.225]);
    for (const value of far.distances) expect(value / distance).toBeCloseTo(1, 12);
    expect(far.account.after.relativeEpsilon).toBeLessThan(1e-14);
    expect(far.account.after.margins.min).toBeCloseTo(20, 12);
    expect(far.account.after.margins.max).toBeCloseTo(20, 12);
    expect(far.account.after.delta).toBeLessThan(1e-13);
  });

  it('drops points without a multiplier, or keeps them where they are', async () => {
    const more: Candidates = {
      x: fromNested([
        [3, 4, 0],
        [9, 12, 7],
        [-4 / 3, -16 / 9, 0],
      ]),
      lambda: fromNested([0.2, 0, 0.45]),
      y: fromNested([1, 1, -1]),
    };
    const without = await farKktSet(backend, planted, more, { distance: 5, scale: 'sum' });
    isFree(without);
    expect(without.indices).toEqual([0, 2]);
    expect(without.candidates.x.shape[0]).toBe(4);
    const withThem = await farKktSet(backend, planted, more, { distance: 5, scale: 'sum', keepUnused: true });
    isFree(withThem);
    expect(withThem.candidates.x.shape[0]).toBe(5);
    expect([...withThem.candidates.x.data.subarray(3, 6)]).toEqual([9, 12, 7]);
    expect(withThem.distances[1]).toBe(0);
    expect(withThem.account.stationarityChange * withThem.account.before.stationarity).toBeLessThan(1e-25);
  });

  it('a first layer with a part off the span bounds the distance by |z| over that part', async () => {
    const tilted: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [1.2, 1.6, 0.01],
            [-1.8 + 0.016, -2.4 - 0.012, 0],
          ]),
        },
        planted.layers[1]!,
      ],
    };
    const far = await farKktSet(backend, tilted, plantedSet, { distance: 1e6, scale: 'sum' });
    expect(far).toMatchObject({ kind: 'bounded', reason: 'residual' });
    if (far.kind !== 'bounded') return;
    // At x_1, v is orthogonal to g = 2 w_1 and so to e_3: v = (0.8, -0.6, 0) moves unit 2, z = -15, by 0.02. At x_2, v = e_3
    // moves unit 1, z = -40/9, by 0.01.
    expect(far.reachable[0]! / 750).toBeCloseTo(1, 10);
    expect(far.reachable[1]! / (4000 / 9)).toBeCloseTo(1, 10);
    // Any v orthogonal to the data: the smaller of both units' ratios, 10 / 0.01 and 15 / 0.02; 40/9 / 0.01 and 20/3 / 0.02.
    expect(far.bound[0]!.radius / 750).toBeCloseTo(1, 10);
    expect(far.bound[1]!.radius / (1000 / 3)).toBeCloseTo(1, 10);
    expect(far.bound[1]!.blocking).toEqual({ layer: 0, unit: 1 });
    expect(far.set!.account.stationarityChange).toBeLessThan(1e-9);
    expect(far.set!.distances[0]! / 750).toBeCloseTo(1, 8);
    expect((await farKktSet(backend, tilted, plantedSet, { distance: 400, scale: 'sum' })).kind).toBe('free');
  });
});

describe('bounded sets', () => {
  it('full span: says so, with the near-subspace bound', async () => {
    const far = await farKktSet(backend, twoNeurons, threePoints, { distance: 1, scale: 'sum' });
    expect(far).toMatchObject({ kind: 'bounded', reason: 'full-span', set: undefined, indices: [0, 1, 2] });
    if (far.kind !== 'bounded') return;
    far.bound.forEach(({ radius }, k) => {
      expect(radius).toBeGreaterThan(0);
      expect(radius).toBeLessThanOrEqual(far.reachable[k]!);
    });
  });

  it('a unit on its kink that rounding carries across is refused, and shows in the account if forced', async () => {
    // The second unit is 0 at (1, 1, 1) and rests along (-0.7, 0.5, 0.2), but not in numbers of size 1e6.
    const weight = fromNested([
      [1, 1, 1],
      [0.1, 0.3, -0.4],
    ]);
    const network = { layers: [{ weight }, { weight: fromNested([[1, 1]]) }] };
    const set = { x: weight, lambda: fromNested([1, 1]), y: fromNested([1, 1]) };
    const near = await farKktSet(backend, network, set, { distance: 0.5, force: true });
    expect(near.kind).toBe('free');
    await expect(farKktSet(backend, network, set, { distance: 1e6 })).rejects.toThrow(
      /farKktSet, distance 1000000: split: rounding puts the .* half of candidate 0 .* layer 0, unit 1/,
    );
    const forced = await farKktSet(backend, network, set, { distance: 1e6, force: true });
    isFree(forced);
    expect(forced.account.patterns.changedUnits).toBeGreaterThan(0);
    expect(forced.account.patterns.kinkUnits).toBeGreaterThan(0);
  });

  it('refuses numbers out of range', async () => {
    const run = (options: object, set = plantedSet) => farKktSet(backend, planted, set, { distance: 1, ...options });
    await expect(run({ distance: 0 })).rejects.toThrow(/distance must be positive/);
    await expect(run({ directions: 0 })).rejects.toThrow(/directions must be an integer/);
    await expect(run({}, { ...plantedSet, lambda: fromNested([1, -1]) })).rejects.toThrow(/must be >= 0/);
    await expect(run({}, { ...plantedSet, lambda: fromNested([0, 0]) })).rejects.toThrow(DomainError);
  });
});
