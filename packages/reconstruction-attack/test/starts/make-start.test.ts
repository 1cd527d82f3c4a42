import { estimateSpan, spanShare } from '@noprior/first-layer-spectrum';
import { initialCandidates, makeStart, type StartConfig, type StartInput } from '@noprior/reconstruction-attack';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkStartConfig, startKinds } from '../../src/starts/make-start.ts';

const dimension = 40;
const samples = 12;
const backend = openReference();
const random = makeRandom(5);
const x = random.fork('x').normalTensor([samples, dimension], 1, 'float64');
const heldOut = random.fork('held out').normalTensor([samples, dimension], 1, 'float64');
const y = makeHostTensor(
  Float64Array.from({ length: samples }, (_, i) => 1 - 2 * (i % 2)),
  [samples],
);
const linear = { kind: 'linear', radius: 4, rounds: 40, damping: 0.3, ridge: 1e-3, most: 2 } as const;
const all: readonly StartConfig[] = [
  { kind: 'gaussian', scale: 0.1 },
  { kind: 'sphere', radius: 2 },
  { kind: 'row-space', radius: 2 },
  { kind: 'rows', radius: 2 },
  linear,
];
let input: StartInput;

beforeAll(async () => {
  const start = makeNetwork({
    inputSize: dimension,
    hiddenSizes: [80, 40],
    initialisation: 'scaled-first',
    scale: 1e-4,
    seed: 2,
    dtype: 'float64',
  });
  const { network } = await trainNetwork(backend, start, { x, y }, { targetLoss: 1e-6 });
  const span = estimateSpan(network);
  expect(span.rank).toBe(samples);
  input = { network, span, candidatesPerClass: 8, scale: 'sum', seed: 1, dtype: 'float64', backend };
});

function bestCosines(candidates: HostTensor, points: HostTensor): number[] {
  const row = ({ data }: HostTensor, i: number) => data.subarray(i * dimension, (i + 1) * dimension);
  const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let [inner, left, right] = [0, 0, 0];
    for (let k = 0; k < dimension; k++) {
      inner += a[k]! * b[k]!;
      left += a[k]! ** 2;
      right += b[k]! ** 2;
    }
    return inner / Math.sqrt(left * right);
  };
  return Array.from({ length: points.shape[0]! }, (_, j) =>
    Math.max(...Array.from({ length: candidates.shape[0]! }, (_, i) => cosine(row(candidates, i), row(points, j)))),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it.each(startKinds)(
  '%s: labels by halves, positive multipliers, the same by the same seed, nothing left behind',
  async (kind) => {
    const config = all.find((candidate) => candidate.kind === kind)!;
    const counting = countingBackend(openReference());
    for (const dtype of ['float32', 'float64'] as const) {
      for (const scale of ['mean', 'sum'] as const) {
        const at = { ...input, dtype, scale, backend: counting };
        const one = await makeStart(config, at);
        expect(one.x.shape).toEqual([16, dimension]);
        expect([one.x.dtype, one.lambda.dtype, one.y.dtype]).toEqual([dtype, dtype, dtype]);
        expect([...one.y.data]).toEqual([...Array(8).fill(1), ...Array(8).fill(-1)]);
        expect(Math.min(...one.lambda.data)).toBeGreaterThanOrEqual(0);
        expect(one.x.data.every(Number.isFinite)).toBe(true);
        expect(await makeStart(config, at)).toEqual(one);
        expect((await makeStart(config, { ...at, seed: 2 })).x).not.toEqual(one.x);
      }
    }
    const [byMean, bySum] = [
      await makeStart(config, { ...input, scale: 'mean' }),
      await makeStart(config, { ...input, scale: 'sum' }),
    ];
    expect(byMean.x).toEqual(bySum.x);
    // Of one unit, but for the drawn ones' factor of 0.8.
    const ratio = mean([...byMean.lambda.data]) / mean([...bySum.lambda.data]);
    expect(ratio).toBeCloseTo(kind === 'linear' ? 1 : 1.25, 9);
    expect(counting.alive.size).toBe(0);
  },
);

it('gaussian and sphere are those of the prior', async () => {
  for (const initialisation of all.slice(0, 2) as (StartConfig & { kind: 'gaussian' | 'sphere' })[]) {
    const prior = { initialisation, lambdaMin: 0, candidatesPerClass: 8 };
    const { x: drawn } = initialCandidates(prior as Parameters<typeof initialCandidates>[0], dimension, 1, 'float64');
    expect((await makeStart(initialisation, input)).x).toEqual(drawn);
  }
});

it('points of the other starts are in the span, at the radius or within reach', async () => {
  const { basis } = input.span;
  // x_0: the point of the span nearest to 0.
  const b = Array.from({ length: samples }, (_, k) => basis.data[k * (dimension + 1) + dimension]!);
  const square = b.reduce((sum, value) => sum + value ** 2, 0);
  const origin = Array.from({ length: dimension }, (_, j) =>
    b.reduce((sum, value, k) => sum + (value * basis.data[k * (dimension + 1) + j]!) / square, 0),
  );
  for (const config of all.slice(2)) {
    const { x: points } = await makeStart(config, input);
    expect(Math.min(...spanShare(input.span, points))).toBeGreaterThan(1 - 1e-9);
    for (let i = 0; i < 16; i++) {
      const distance = Math.hypot(...origin.map((value, j) => points.data[i * dimension + j]! - value));
      if (config.kind === 'linear') expect(distance).toBeLessThanOrEqual(8 + 1e-9);
      else expect(distance).toBeCloseTo(2, 9);
    }
  }
});

describe('what starts are worth on a trained network', () => {
  it('the linear start comes much nearer to the samples than where it began, and not to held-out points', async () => {
    const begun = await makeStart({ kind: 'row-space', radius: 4 }, input);
    const solved = await makeStart(linear, input);
    const before = mean(bestCosines(begun.x, x));
    const after = mean(bestCosines(solved.x, x));
    expect(after).toBeGreaterThan(before + 0.15);
    expect(after).toBeGreaterThan(mean(bestCosines(solved.x, heldOut)) + 0.25);
  });

  it('points of row clusters are nearer to samples of their own label than to the others', async () => {
    const { x: points } = await makeStart({ kind: 'rows', radius: 2 }, { ...input, candidatesPerClass: 6 });
    const half = (tensor: HostTensor, from: number, step: number) =>
      makeHostTensor(
        Float64Array.from({ length: 6 * dimension }, (_, at) => {
          const i = from + step * Math.floor(at / dimension);
          return tensor.data[i * dimension + (at % dimension)]!;
        }),
        [6, dimension],
      );
    const [positive, negative] = [half(points, 0, 1), half(points, 6, 1)];
    // Samples of even number are labelled +1.
    const [own, other] = [half(x, 0, 2), half(x, 1, 2)];
    expect(mean(bestCosines(positive, own))).toBeGreaterThan(mean(bestCosines(positive, other)) + 0.1);
    expect(mean(bestCosines(negative, other))).toBeGreaterThan(mean(bestCosines(negative, own)) + 0.1);
  });
});

it('refuses settings out of range, too many clusters, and several outputs', async () => {
  for (const [config, message] of [
    [{ kind: 'best', radius: 1 }, /kind must be one of gaussian, sphere, row-space, rows, linear, got "best"/],
    [{ kind: 'gaussian', scale: 0 }, /scale must be a positive number, got 0/],
    [{ kind: 'rows', radius: Number.NaN }, /radius must be a positive number/],
    [{ ...linear, rounds: 1.5 }, /rounds must be a positive integer/],
    [{ ...linear, damping: 0 }, /damping must be above 0 and at most 1/],
    [{ ...linear, ridge: 0 }, /ridge must be a positive number/],
    [{ ...linear, most: -1 }, /most must be a positive number/],
  ] as const) {
    expect(() => checkStartConfig(config as StartConfig)).toThrow(DomainError);
    await expect(makeStart(config as StartConfig, input)).rejects.toThrow(message);
  }
  const rows = { kind: 'rows', radius: 1 } as const;
  await expect(makeStart(rows, { ...input, candidatesPerClass: 79 })).rejects.toThrow(/too few for 79 candidates/);
  await expect(makeStart(rows, { ...input, candidatesPerClass: 0 })).rejects.toThrow(/candidatesPerClass/);
  await expect(makeStart(rows, { ...input, seed: -1 })).rejects.toThrow(/seed must be an integer/);
  const { layers } = input.network;
  const [first, second] = layers;
  const several = { weight: makeHostTensor(new Float32Array(80), [2, 40]) };
  await expect(makeStart(rows, { ...input, network: { layers: [first!, second!, several] } })).rejects.toThrow(
    /2 output units/,
  );
});

it('the linear start stays finite and in reach whatever its settings', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        rounds: fc.integer({ min: 1, max: 8 }),
        damping: fc.double({ min: 0.01, max: 1, noNaN: true }),
        ridge: fc.double({ min: 1e-9, max: 10, noNaN: true }),
        most: fc.double({ min: 1, max: 5, noNaN: true }),
        radius: fc.double({ min: 0.01, max: 20, noNaN: true }),
      }),
      async (settings) => {
        const start = await makeStart({ kind: 'linear', ...settings }, { ...input, candidatesPerClass: 3 });
        expect(start.x.data.every(Number.isFinite)).toBe(true);
        expect(Math.min(...start.lambda.data)).toBeGreaterThanOrEqual(0);
      },
    ),
    { seed: 20261125, numRuns: 25 },
  );
});
