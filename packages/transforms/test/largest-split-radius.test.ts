import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { largestSplitRadius, splitRadius } from '../src/index.ts';
import { planted, plantedSet } from './hand-networks.ts';

const backend = openReference();

describe('largestSplitRadius', () => {
  it('names unbounded directions, and families that have none', async () => {
    const { points, missing } = await largestSplitRadius(backend, planted, plantedSet.x);
    expect(missing).toEqual({});
    for (const { best, families } of points) {
      expect(families.complement!.unbounded).toBe(true);
      expect(families.kernel!.unbounded).toBe(true);
      expect(families['near-null']!.radius).toBeLessThan(10);
      expect(best.unbounded).toBe(true);
      expect(best.result.radiusOfTakenAsZero).toBeGreaterThan(1e12);
    }
    const wide = await largestSplitRadius(
      backend,
      twoNeurons,
      fromNested([
        [2, 0.5],
        [4, -3],
      ]),
    );
    expect(wide.missing).toEqual({
      complement: { code: 'full-span', dimension: 2 },
      kernel: { code: 'no-kernel', units: 2, inputs: 2 },
    });
    const zero = await largestSplitRadius(backend, twoNeurons, fromNested([[0, 0]]), {
      families: ['near-null', 'random'],
    });
    expect(zero.missing).toEqual({ 'near-null': { code: 'zero-data' } });
    await expect(
      largestSplitRadius(backend, twoNeurons, fromNested([[0, 0]]), { families: ['near-null'] }),
    ).rejects.toThrow(/near-null/);
  });

  it('the search finds what a grid of directions finds in the plane', async () => {
    const network = makeNetwork({ inputSize: 2, hiddenSizes: [5, 4], seed: 3, bias: 'all', dtype: 'float64' });
    const x = makeRandom(5).normalTensor([6, 2], 1);
    const { points } = await largestSplitRadius(backend, network, x, { families: ['search'], rounds: 60 });
    const grid = fromNested([
      Array.from({ length: 3000 }, (_, k) => [Math.cos((k * Math.PI) / 3000), Math.sin((k * Math.PI) / 3000)]),
    ]);
    const { pairs } = await splitRadius(backend, network, x, grid);
    const reached = points.map(({ best }, i) => {
      const most = Math.max(...pairs.slice(3000 * i, 3000 * (i + 1)).map(({ radius }) => radius));
      expect(best.radius).toBeLessThan(1.01 * most);
      return best.radius / most;
    });
    expect(Math.min(...reached)).toBeGreaterThan(0.5);
    expect(reached.filter((ratio) => ratio > 0.95).length).toBeGreaterThanOrEqual(4);
  });

  it('the search beats random directions by far in many dimensions, for every layer', async () => {
    const network = makeNetwork({ inputSize: 60, hiddenSizes: [80, 30], seed: 1, dtype: 'float64' });
    const x = makeRandom(2).normalTensor([5, 60], 1);
    const { points } = await largestSplitRadius(backend, network, x, { seed: 4 });
    for (const { families, best } of points) {
      expect(families.search!.radius).toBeGreaterThan(3 * families.random!.radius);
      expect(Math.hypot(...best.direction.data)).toBeCloseTo(1, 12);
      expect(best.direction.shape).toEqual([60]);
    }
    expect(await largestSplitRadius(backend, network, x, { seed: 4 })).toEqual({
      points,
      missing: { kernel: { code: 'no-kernel', units: 80, inputs: 60 } },
    });
  });

  it('the search holds units on a kink still, where random directions have radius 0', async () => {
    const network: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [1, -1, 0],
            [0, 1, 2],
            [1, 1, 1],
          ]),
        },
        { weight: fromNested([[1, 1, -1]]) },
      ],
    };
    const { points } = await largestSplitRadius(backend, network, fromNested([[1, 1, 0]]));
    const { families, best } = points[0]!;
    expect(families.random!.radius).toBe(0);
    expect(best.family).toBe('search');
    expect(best.result).toMatchObject({ kinkUnits: 1, kinkUnitsAtRest: 1 });
    // v in the plane v_1 = v_2: min(1 / |v_2 + 2 v_3|, 2 / |v_1 + v_2 + v_3|) has its largest value at v_2 = -2 v_3 or near.
    expect(best.radius).toBeGreaterThan(1.9);
  });

  it('refuses numbers out of range', async () => {
    const run = (options: object) => largestSplitRadius(backend, twoNeurons, fromNested([[1, 2]]), options);
    await expect(run({ families: ['best'] })).rejects.toThrow(/families must be some of/);
    await expect(run({ families: [] })).rejects.toThrow(DomainError);
    await expect(run({ directions: 0 })).rejects.toThrow(/directions must be an integer/);
    await expect(run({ rounds: 1.5 })).rejects.toThrow(/rounds must be an integer/);
  });
});
