import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { deltaAlmostKktLimit, distanceAlmostKktBound, nearSubspaceBound, splitRadius } from '../src/index.ts';
import { planted, plantedSet, threePoints } from './hand-networks.ts';

const backend = openReference();

describe('bounds by hand', () => {
  it('near subspace: |z| over ||c o delta|| sigma at an exact KKT point', async () => {
    // Along e_1, sigma^2 = 9 + 16/9. Unit 1: c delta = 0.2 * 2 = 0.4 from x_1 alone; unit 2: 0.45 * 3 = 1.35 from x_2 alone.
    const sigma = Math.sqrt(9 + 16 / 9);
    const options = { scale: 'sum', direction: { vector: fromNested([1, 0, 0]) } } as const;
    const { points, direction, residualNorm } = await nearSubspaceBound(backend, planted, plantedSet, options);
    expect(residualNorm).toBeLessThan(1e-14);
    expect(direction.value).toBeCloseTo(sigma, 14);
    // z = [10, -15] at x_1 and [-40/9, 20/3] at x_2.
    expect(points[0]!.radius).toBeCloseTo(Math.min(10 / 0.4, 15 / 1.35) / sigma, 12);
    expect(points[1]!.radius).toBeCloseTo(Math.min(40 / 9 / 0.4, 20 / 3 / 1.35) / sigma, 12);
    expect(points[0]!.blocking).toEqual({ layer: 0, unit: 1 });
    const free = await nearSubspaceBound(backend, planted, plantedSet, { scale: 'sum' });
    expect(free.direction.value).toBe(0);
    expect(free.points[0]!.radius).toBe(Number.POSITIVE_INFINITY);
  });

  it('distance almost KKT: |z| over the part of the row off the span', async () => {
    const exact = await distanceAlmostKktBound(backend, planted, plantedSet, { scale: 'sum' });
    expect(exact.points.map(({ radius }) => radius)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(exact.offSpanNorm).toBeLessThan(1e-14);
    const tilted: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [1.2, 1.6, 0.5],
            [-1.8, -2.4, 0],
          ]),
        },
        planted.layers[1]!,
      ],
    };
    const bound = await distanceAlmostKktBound(backend, tilted, plantedSet, { scale: 'sum' });
    expect(bound.offSpanNorm).toBeCloseTo(0.5, 14);
    expect(bound.points[0]!.radius).toBeCloseTo(20, 12);
    expect(bound.pointsByResidual[0]!.radius).toBeCloseTo(20, 12);
  });

  it('layers above inherit |W| (s o c)', async () => {
    const deep: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [1, 0],
            [1, 0.5],
          ]),
        },
        {
          weight: fromNested([
            [1, -3],
            [-1, 2],
          ]),
        },
        { weight: fromNested([[1, 1]]) },
      ],
    };
    // One point [2, 0] with multiplier 0 beside one of the span: c_1 = off-span parts = [0, 0.5], z_1 = [2, 2],
    // c_2 = [1.5, 1], z_2 = [-4, 2]: min(2/0.5, 4/1.5, 2/1) = 2.
    const set = { x: fromNested([[2, 0]]), lambda: fromNested([1]), y: fromNested([1]) };
    const { points } = await distanceAlmostKktBound(backend, deep, set);
    expect(points[0]!.radius).toBeCloseTo(2, 12);
    expect(points[0]!.blocking).toEqual({ layer: 1, unit: 1 });
    const { pairs } = await splitRadius(backend, deep, set.x, fromNested([[0, 1]]));
    expect(pairs[0]!.radius).toBe(2);
  });

  it('delta: the largest splits of both inequalities', () => {
    expect(deltaAlmostKktLimit({ lambda: 2, slack: 0, slope: 0.5, delta: 1 })).toEqual({
      a: 2,
      b: 2,
      least: 0,
      nearSide: 1,
    });
    // b/(a+b) (1 + a) <= 3 with b = 3 a: 0.75 (1 + a) <= 3.
    expect(deltaAlmostKktLimit({ lambda: 1, slack: 1, slope: 1, delta: 3, ratio: 3 })).toMatchObject({ a: 3, b: 9 });
    // The second half gains: a/(a+b) (1 + 2 b) <= 3 with a = b.
    expect(deltaAlmostKktLimit({ lambda: 1, slack: 1, slope: -2, delta: 3 })).toMatchObject({ a: 2.5, b: 2.5 });
    expect(deltaAlmostKktLimit({ lambda: 1, slack: 0.5, slope: 0, delta: 1 }).a).toBe(Number.POSITIVE_INFINITY);
    expect(deltaAlmostKktLimit({ lambda: 0, slack: 0.5, slope: 1, delta: 0 }).a).toBe(Number.POSITIVE_INFINITY);
    // More slackness at x than delta in one half: none passes.
    expect(deltaAlmostKktLimit({ lambda: 1, slack: 5, slope: 0, delta: 1 })).toMatchObject({
      a: 0,
      least: Number.POSITIVE_INFINITY,
    });
    // Slack 3, delta 2, b = 0.1 a: the second half carries 10/11 of it until b has lowered its margin to 2.2.
    const window = deltaAlmostKktLimit({ lambda: 1, slack: 3, slope: 1, delta: 2, ratio: 0.1 });
    expect(window.least).toBeCloseTo(8, 12);
    expect(window.a).toBeCloseTo(19, 12);
  });

  it('refuses what it cannot answer', async () => {
    await expect(distanceAlmostKktBound(backend, twoNeurons, threePoints)).rejects.toThrow(/span all 2 dimensions/);
    const run = (vector: number[]) =>
      nearSubspaceBound(backend, planted, plantedSet, { direction: { vector: fromNested(vector) } });
    await expect(run([1, 1, 0])).rejects.toThrow(/must have length 1/);
    await expect(run([1, 0])).rejects.toThrow(ShapeError);
    const good = { lambda: 1, slack: 0, slope: 1, delta: 1 };
    for (const bad of [{ lambda: -1 }, { slack: -1 }, { slope: Number.NaN }, { delta: -1 }, { ratio: 0 }]) {
      expect(() => deltaAlmostKktLimit({ ...good, ...bad })).toThrow(DomainError);
    }
  });
});

it('without their premise the bounds fail', async () => {
  // v inside the span: the radius is |z| / |w . v|, not infinite.
  const inside = fromNested([
    [0.6, 0.8, 0],
    [0.6, 0.8, 0],
  ]);
  const { pairs } = await splitRadius(backend, planted, plantedSet.x, inside);
  const distance = await distanceAlmostKktBound(backend, planted, plantedSet, { scale: 'sum' });
  expect(distance.points[0]!.radius).toBe(Number.POSITIVE_INFINITY);
  expect(pairs[0]!.radius).toBeCloseTo(5, 12);
  // Data much larger along v than the sigma that is claimed.
  const near = await nearSubspaceBound(backend, planted, plantedSet, { scale: 'sum' });
  expect(near.points[1]!.radius).toBeGreaterThan(pairs[1]!.radius);
});
