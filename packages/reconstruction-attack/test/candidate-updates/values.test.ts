import { type Candidates, evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import { initialCandidates, type KktAttackConfig } from '@noprior/reconstruction-attack';
import { fromNested, makeHostTensor } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { applied, contextOf, exactCandidates, exactConfig, exactNetwork, randomCase } from './exact-network.ts';

const backend = openReference();

async function stationarityOf({ x, lambda, y }: Candidates): Promise<number> {
  return (await evaluateKkt(backend, exactNetwork, { x, lambda, y }, { alpha: 1000, scale: 'mean' })).stationarity;
}

/** Candidates with further ones below; multipliers in the unit of the new number. */
function withMore(x: number[][], lambda: number[], y: number[]): Candidates {
  const count = 2 + x.length;
  return {
    x: fromNested([[1, 0], [-0.6, 0.8], ...x]),
    lambda: fromNested([count, count, ...lambda]),
    y: fromNested([1, -1, ...y]),
  };
}

it('the network is a KKT point of its two samples', async () => {
  expect(await stationarityOf(exactCandidates)).toBeLessThan(1e-20);
  expect((await oracleLoss(backend, exactNetwork, exactCandidates)).loss).toBeLessThan(1e-20);
});

describe('fit-multipliers', () => {
  it('finds the multipliers of the samples', async () => {
    const change = await applied(
      { kind: 'fit-multipliers', every: 1 },
      { ...exactCandidates, lambda: fromNested([0.3, 5]) },
    );
    expect(change!.candidates.lambda.data[0]).toBeCloseTo(2, 7);
    expect(change!.candidates.lambda.data[1]).toBeCloseTo(2, 7);
    expect(change!.loss!.before).toBeGreaterThan(1);
    expect(change!.loss!.after).toBeLessThan(1e-12);
    expect(change!.candidates.x).toBe(exactCandidates.x);
    expect(change!.origin).toEqual([0, 1]);
  });

  it('lets the floor push up, as far as its weight goes', async () => {
    // One sample, x = 1, W_1 = W_2 = 1: K = 2, t = 2; min 2 l^2 - 4 l + 5 (3 - l)^2 is at (4 + 30) / 14.
    const network = { layers: [{ weight: fromNested([[1]]) }, { weight: fromNested([[1]]) }] };
    const config: KktAttackConfig = { ...exactConfig, prior: { ...exactConfig.prior, lambdaMin: 3 } };
    const one = { x: fromNested([[1]]), lambda: fromNested([0]), y: fromNested([1]) };
    const change = await applied({ kind: 'fit-multipliers', every: 1 }, one, contextOf(network, config));
    expect(change!.candidates.lambda.data[0]).toBeCloseTo(34 / 14, 9);
    // ||theta||^2 = 2.
    expect(change!.loss!.before).toBeCloseTo(2 + 45, 9);
    const l = 34 / 14;
    expect(change!.loss!.after).toBeCloseTo(2 + 2 * l * l - 4 * l + 5 * (3 - l) ** 2, 9);
  });
});

describe('prune', () => {
  it('drops a candidate without weight and leaves stationarity as it is', async () => {
    const given = withMore([[0.3, 0.3]], [0], [1]);
    const change = await applied({ kind: 'prune', every: 1, share: 0.1 }, given);
    expect(change!.origin).toEqual([0, 1]);
    expect([...change!.candidates.lambda.data]).toEqual([2, 2]);
    expect(await stationarityOf(change!.candidates)).toBeLessThan(1e-20);
  });

  it('drops what is at the floor only if it is told to', async () => {
    const given = withMore([[4, 0]], [0.1], [1]);
    expect(await applied({ kind: 'prune', every: 1, share: 0.01 }, given)).toBeUndefined();
    const change = await applied({ kind: 'prune', every: 1, share: 0, floor: 1 }, given);
    expect(change!.origin).toEqual([0, 1]);
  });

  it('keeps the heaviest candidate of each label', async () => {
    const given = withMore([[-0.6, 0.8]], [1e-9], [-1]);
    const light = { ...given, lambda: fromNested([5, 1e-3, 1e-9]) };
    const change = await applied({ kind: 'prune', every: 1, share: 0.5 }, light);
    expect(change!.origin).toEqual([0, 1]);
  });
});

describe('merge', () => {
  it('of exact duplicates leaves points and stationarity as they are', async () => {
    const given = withMore([[1, 0]], [0.75], [1]);
    const doubled = { ...given, lambda: fromNested([2.25, 3, 0.75]) };
    expect(await stationarityOf(doubled)).toBeLessThan(1e-20);
    const change = await applied({ kind: 'merge', every: 1, cosine: 1 }, doubled);
    expect(change!.origin).toEqual([0, 1]);
    expect([...change!.candidates.x.data]).toEqual([1, 0, -0.6, 0.8]);
    expect(change!.candidates.lambda.data[0]).toBeCloseTo(2, 14);
    expect(change!.candidates.lambda.data[1]).toBeCloseTo(2, 14);
    expect(await stationarityOf(change!.candidates)).toBeLessThan(1e-20);
  });

  it('weighs points by multipliers, and keeps the state of the heavier one', async () => {
    const given = withMore([[3, 1]], [9], [1]);
    const change = await applied({ kind: 'merge', every: 1, cosine: 0.9 }, given);
    expect(change!.origin).toEqual([1, 2]);
    // (3 (1, 0) + 9 (3, 1)) / 12, and (3 + 9) 2/3 in the unit of two candidates.
    expect([...change!.candidates.x.data]).toEqual([-0.6, 0.8, 2.5, 0.75]);
    expect(change!.candidates.lambda.data[1]).toBeCloseTo(8, 12);
  });

  it('does not unite labels, nor what is not near, nor a chain', async () => {
    expect(await applied({ kind: 'merge', every: 1, cosine: 0.9 }, withMore([[1, 0]], [3], [-1]))).toBeUndefined();
    expect(await applied({ kind: 'merge', every: 1, cosine: 0.99 }, withMore([[1, 0.5]], [3], [1]))).toBeUndefined();
    const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const chain = withMore([at(20), at(40)], [1, 2], [1, 1]);
    const change = await applied({ kind: 'merge', every: 1, cosine: Math.cos((25 * Math.PI) / 180) }, chain);
    // The first takes in the one at 20 degrees; the one at 40 stays.
    expect(change!.origin).toEqual([0, 1, 3]);
  });

  it('by gradients: points of one pattern on one ray have parallel first-layer gradients but other lengths', async () => {
    const change = await applied(
      { kind: 'merge', every: 1, cosine: 0.999, by: 'gradients' },
      withMore([[1, 1e-3]], [1], [1]),
    );
    expect(change!.origin).toEqual([0, 1]);
    const far = withMore([[0.2, 3]], [1], [1]);
    expect(await applied({ kind: 'merge', every: 1, cosine: 0.999, by: 'gradients' }, far)).toBeUndefined();
  });
});

describe('re-seed', () => {
  const config: KktAttackConfig = { ...exactConfig, prior: { ...exactConfig.prior, candidatesPerClass: 3 } };

  it('fills every label up from the prior', async () => {
    const change = await applied(
      { kind: 're-seed', every: 1, source: 'prior', multiplier: 0.25 },
      exactCandidates,
      contextOf(exactNetwork, config),
    );
    const { x, lambda, y } = change!.candidates;
    expect([...y.data]).toEqual([1, -1, 1, 1, -1, -1]);
    expect(change!.origin).toEqual([0, 1, -1, -1, -1, -1]);
    expect([...lambda.data]).toEqual([6, 6, 1.5, 1.5, 1.5, 1.5]);
    const fresh = x.data.subarray(4);
    expect(new Set(fresh).size).toBe(8);
    expect(initialCandidates(config.prior, 2, 0, 'float64').x.shape).toEqual([6, 2]);
  });

  it('leaves a full set alone, and never lets a multiplier begin below the floor', async () => {
    const reSeed = { kind: 're-seed', every: 1, source: 'prior', multiplier: 1e-6 } as const;
    expect(await applied(reSeed, exactCandidates)).toBeUndefined();
    const change = await applied(reSeed, exactCandidates, contextOf(exactNetwork, config));
    expect(change!.candidates.lambda.data[5]).toBe(0.1);
  });

  it('takes what is not explained from the rows of the residual', async () => {
    // Without the second sample the residual consists of its units' rows, which all have its direction.
    const first = { x: fromNested([[2, 0]]), lambda: fromNested([0.25]), y: fromNested([1]) };
    const change = await applied(
      { kind: 're-seed', every: 1, source: 'residual', multiplier: 1, noise: 0 },
      first,
      contextOf(exactNetwork, exactConfig),
    );
    expect([...change!.candidates.y.data]).toEqual([1, -1]);
    // The sample's direction with the norm of the candidate that is there.
    const [, , a, b] = change!.candidates.x.data;
    const length = Math.hypot(a!, b!);
    expect(length).toBeCloseTo(2, 9);
    expect(Math.abs(a! / length)).toBeGreaterThan(0.5);
  });
});

describe('split', () => {
  it('leaves an exact solution alone: there is no residual, so no curvature', async () => {
    expect(await applied({ kind: 'split', every: 1, limit: 2, distance: 0.1 }, exactCandidates)).toBeUndefined();
  });
});

describe('solve-first-layer', () => {
  it('comes back to the samples from points with the same patterns, in one round', async () => {
    const near = {
      ...exactCandidates,
      x: fromNested([
        [0.9, -0.2],
        [-0.5, 0.9],
      ]),
    };
    const change = await applied({ kind: 'solve-first-layer', every: 1, rounds: 1, ridge: 1e-9 }, near);
    [1, 0, -0.6, 0.8].forEach((value, at) => {
      expect(change!.candidates.x.data[at]).toBeCloseTo(value, 7);
    });
    expect(change!.loss!.before).toBeGreaterThan(0.1);
    expect(change!.loss!.after).toBeLessThan(1e-12);
    expect(change!.origin).toEqual([0, 1]);
  });

  it.each([
    {
      from: 'outside the box',
      x: [
        [0.9, -0.2],
        [-0.5, 0.9],
      ],
      largest: 0.9,
    },
    {
      from: 'inside the box',
      x: [
        [0.6, -0.3],
        [-0.5, 0.7],
      ],
      largest: 0.7,
    },
  ])('stays in the box, from $from', async ({ x, largest }) => {
    const config: KktAttackConfig = { ...exactConfig, prior: { ...exactConfig.prior, box: { low: -1, high: 0.7 } } };
    const change = await applied(
      { kind: 'solve-first-layer', every: 1, rounds: 1, ridge: 1e-9 },
      { ...exactCandidates, x: fromNested(x) },
      contextOf(exactNetwork, config),
    );
    for (const value of change!.candidates.x.data) expect(value).toBeLessThanOrEqual(largest);
    expect(change!.loss!.after).toBeLessThan(change!.loss!.before);
  });

  it('mostly gets on from corners of the box with many candidates, where the system is nearly singular', async () => {
    // With this ridge alone the solution is far away and most of it outside the box.
    let moved = 0;
    for (let seed = 0; seed < 10; seed++) {
      const { candidates, config, network } = randomCase(seed, 16, 'mean');
      const corners = { ...candidates, x: makeHostTensor(Float64Array.from(candidates.x.data, Math.sign), [16, 4]) };
      const inBox: KktAttackConfig = { ...config, prior: { ...config.prior, box: { low: -1, high: 1 } } };
      const context = contextOf(network, inBox);
      const fitted = (await applied({ kind: 'fit-multipliers', every: 1 }, corners, context))!.candidates;
      const change = await applied({ kind: 'solve-first-layer', every: 1, rounds: 1, ridge: 1e-3 }, fitted, context);
      if (change === undefined) continue;
      moved++;
      expect(change.loss!.after).toBeLessThan(change.loss!.before);
      for (const value of change.candidates.x.data) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
    // Halved steps alone move 7; a larger ridge alone 4, and 9 with all multipliers alike: half of the fitted ones are below a fifth of the mean.
    expect(moved).toBeGreaterThanOrEqual(8);
  });

  it('leaves an exact solution alone', async () => {
    expect(
      await applied({ kind: 'solve-first-layer', every: 1, rounds: 2, ridge: 1e-3 }, exactCandidates),
    ).toBeUndefined();
  });
});
