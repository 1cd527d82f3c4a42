import { estimateSpan } from '@noprior/first-layer-spectrum';
import {
  type BoxVertexConfig,
  type BoxVertexProgress,
  boxVertexDefaults,
  runBoxVertices,
} from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type Dtype, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { cosines, type PlantedVertices, type PlantedVerticesSize, plantedVertices } from './planted-vertices.ts';

const size: PlantedVerticesSize = {
  rows: 240,
  dimension: 150,
  samples: 16,
  black: 0.5,
  noise: 1e-3,
  hasBias: true,
  centred: true,
  dtype: 'float32',
  seed: 1,
};
const small = { ...boxVertexDefaults, directions: 150, iterations: 60 };
const onnx = await openOnnxCpu();
const backends: Record<string, Backend> = { reference: openReference(), 'onnx:cpu': onnx };

const attack = (planted: PlantedVertices, over: Partial<BoxVertexConfig> = {}, backend: Backend = onnx) =>
  runBoxVertices(planted.network, { ...small, box: planted.box, ...over }, { backend });
const best = (truth: HostTensor, x: HostTensor, count: number): number[] =>
  cosines(truth, x).map((row) => Math.max(-1, ...row.slice(0, count)));
const bits = ({ data }: HostTensor) => [...data];

describe.each<[string, Dtype, number]>([
  ['reference', 'float64', 60],
  ['onnx:cpu', 'float64', 150],
  ['onnx:cpu', 'float32', 150],
])('on %s in %s', (name, dtype, directions) => {
  it('finds all samples of a planted first layer, and takes nothing else for one', async () => {
    const planted = plantedVertices({ ...size, dtype });
    const { x, predictedMembers, vertices, span, rounds, ended } = await attack(
      planted,
      { dtype, directions },
      backends[name]!,
    );
    expect(predictedMembers).toBe(size.samples);
    expect(span.rank).toBe(size.samples);
    expect(ended).toBe('exhausted');
    expect(Math.min(...best(planted.x, x, predictedMembers))).toBeGreaterThan(0.995);
    const first = makeHostTensor(x.data.slice(0, predictedMembers * size.dimension), [
      predictedMembers,
      size.dimension,
    ]);
    expect(Math.min(...best(first, planted.x, size.samples))).toBeGreaterThan(0.995);
    // The search may leave the box by the slack, what it finds may not.
    const { low, high } = planted.box;
    const end = (bound: typeof low, j: number) => (typeof bound === 'number' ? bound : bound.data[j]!);
    for (const [at, value] of x.data.entries()) {
      const j = at % size.dimension;
      if (value < end(low, j) - 1e-12 || value > end(high, j) + 1e-12)
        expect.fail(`${value} at ${j} is out of the box`);
    }
    // The account of it adds up.
    expect(vertices).toHaveLength(x.shape[0]!);
    expect(vertices.map((vertex) => vertex.predictedMembers)).toEqual(vertices.map((_, i) => i < predictedMembers));
    expect(rounds.reduce((total, round) => total + round.predictedMembers, 0)).toBe(predictedMembers);
    expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, i) => i));
    for (const vertex of vertices) {
      const { threshold } = rounds[vertex.round]!;
      expect(vertex.active > threshold).toBe(vertex.predictedMembers);
      expect(vertex.zScore > small.acceptance).toBe(vertex.predictedMembers);
      expect(vertex.active).toBeGreaterThanOrEqual(0);
    }
    const rest = vertices.slice(predictedMembers).map(({ zScore }) => zScore);
    expect(rest).toEqual([...rest].sort((a, b) => b - a));
  });
});

it('finds the same points on both backends', async () => {
  const planted = plantedVertices({ ...size, seed: 2, dtype: 'float64' });
  const over = { dtype: 'float64', rounds: 1, directions: 40 } as const;
  const [a, b] = [await attack(planted, over, backends.reference!), await attack(planted, over)];
  expect(a.vertices).toEqual(b.vertices);
  a.x.data.forEach((value, at) => {
    expect(value).toBeCloseTo(b.x.data[at]!, 8);
  });
});

it.each([1, 2, 3])('takes no point of others for a sample, seed %i', async (seed) => {
  const planted = plantedVertices({ ...size, seed });
  const others = plantedVertices({ ...size, seed: seed + 100 });
  const { x, predictedMembers } = await attack(planted);
  expect(predictedMembers).toBeGreaterThanOrEqual(15);
  expect(
    Math.min(
      ...best(planted.x, x, predictedMembers)
        .sort((a, b) => b - a)
        .slice(0, predictedMembers),
    ),
  ).toBeGreaterThan(0.99);
  expect(Math.max(...best(others.x, x, x.shape[0]!))).toBeLessThan(0.6);
});

it('gives the same bits for the same seed, and other directions for another', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const [a, b, c] = [
    await attack(planted, { seed: 5, rounds: 1 }),
    await attack(planted, { seed: 5, rounds: 1 }),
    await attack(planted, { seed: 6, rounds: 1 }),
  ];
  expect(bits(a.x)).toEqual(bits(b.x));
  expect(a.vertices).toEqual(b.vertices);
  expect(bits(a.x)).not.toEqual(bits(c.x));
});

it('takes the span it is given, and estimates it otherwise', async () => {
  const planted = plantedVertices(size);
  const span = estimateSpan(planted.network);
  const config = { ...small, box: planted.box, rounds: 1 };
  const given = await runBoxVertices(planted.network, config, { backend: onnx, span });
  expect(given.span).toBe(span);
  expect(bits((await attack(planted, { rounds: 1 })).x)).toEqual(bits(given.x));
});

it('needs a bias or data of mean 0: otherwise sums of samples are vertices, and samples are none', async () => {
  const found = async (hasBias: boolean, centred: boolean) => {
    const planted = plantedVertices({ ...size, hasBias, centred });
    const { x } = await attack(planted);
    return best(planted.x, x, x.shape[0]!).filter((cosine) => cosine > 0.99).length;
  };
  expect(await found(true, false)).toBeGreaterThanOrEqual(14);
  expect(await found(false, true)).toBeGreaterThanOrEqual(14);
  expect(await found(false, false)).toBe(0);
});

it('finds few of the samples where their coordinates are not at the ends of the box, and what it accepts proves little', async () => {
  for (const seed of [1, 2]) {
    const planted = plantedVertices({ ...size, black: 0, seed });
    const { x, predictedMembers } = await attack(planted);
    expect(best(planted.x, x, predictedMembers).filter((cosine) => cosine > 0.9).length).toBeLessThanOrEqual(4);
  }
});

it('takes nothing for a sample where no coordinate of a sample is at an end of the box', async () => {
  const wide = { ...size, rows: 120, dimension: 100, samples: 14, black: 0, centred: false };
  for (const seed of [1, 3, 4, 5]) {
    const planted = plantedVertices({ ...wide, seed });
    const { predictedMembers, verdict } = await attack(planted, { box: { low: -1, high: 2 }, seed });
    expect({ seed, predictedMembers, verdict }).toEqual({ seed, predictedMembers: 0, verdict: 'none-stands-out' });
  }
});

it('tells of every round, and ends with what it has when it is aborted', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const alone = { sparsityWeights: [0], lit: 0 };
  const whole = await attack(planted, alone);
  expect(whole.rounds.length).toBeGreaterThan(1);
  const controller = new AbortController();
  const news: BoxVertexProgress[] = [];
  const shown: HostTensor[] = [];
  const { rounds, predictedMembers, x, ended } = await runBoxVertices(
    planted.network,
    { ...small, ...alone, box: planted.box },
    {
      backend: onnx,
      signal: controller.signal,
      onPoints: (snapshot) => shown.push(snapshot.x),
      onProgress: (progress) => {
        news.push(progress);
        controller.abort();
      },
    },
  );
  expect(ended).toBe('aborted');
  expect(rounds).toHaveLength(1);
  expect(predictedMembers).toBe(whole.rounds[0]!.predictedMembers);
  expect(shown).toHaveLength(1);
  expect(bits(shown[0]!)).toEqual(bits(x));
  expect(news).toHaveLength(1);
  expect(news[0]).toMatchObject({ round: 0, rounds: small.rounds, predictedMembers });
  // After one round there is no rate yet, unless it was idle; a later figure is at most the rounds that are left.
  for (const { round, rounds, secondsLeft } of news) {
    expect(Number.isNaN(secondsLeft) || secondsLeft >= 0).toBe(true);
    if (round === rounds - 1) expect(secondsLeft).toBe(0);
  }
});

describe('samples that were moved by a secret multiple of ones', () => {
  const free = makeHostTensor(new Float64Array(size.dimension).fill(1), [1, size.dimension]);

  it.each([
    ['one for all, 0.7', () => 0.7],
    ['one for all, -4', () => -4],
    ['each by its own', (i: number) => i / 4 - 2],
  ])('are found as they were before, with the multiples: %s', async (_, shift) => {
    const planted = plantedVertices({ ...size, shift });
    const { x, moved, asTrained, predictedMembers } = await attack(planted, { free, directions: 400, iterations: 100 });
    expect(predictedMembers).toBeGreaterThanOrEqual(size.samples - 1);
    expect(moved).toHaveLength(x.shape[0]!);
    const { low, high } = planted.box;
    const matches = cosines(x, planted.x)
      .slice(0, predictedMembers)
      .map((row) => row.indexOf(Math.max(...row)));
    expect(new Set(matches).size).toBe(predictedMembers);
    expect(
      Math.min(
        ...best(
          makeHostTensor(x.data.slice(0, predictedMembers * size.dimension), [predictedMembers, size.dimension]),
          planted.x,
          size.samples,
        ),
      ),
    ).toBeGreaterThan(0.85);
    const errors = matches.map((sample, i) => moved[i]![0]! - shift(sample)).sort((a, b) => a - b);
    expect(Math.abs(errors[predictedMembers >> 1]!)).toBeLessThan(0.1);
    for (const [at, value] of x.data.entries()) {
      const [i, j] = [Math.floor(at / size.dimension), at % size.dimension];
      expect(value).toBeGreaterThanOrEqual(low.data[j]! - 1e-12);
      expect(value).toBeLessThanOrEqual(high.data[j]! + 1e-12);
      expect(asTrained.data[at]! - value).toBeCloseTo(moved[i]![0]!, 10);
    }
  });

  it('are not found where nothing is free to move', async () => {
    const planted = plantedVertices({ ...size, shift: () => 0.7 });
    const { x, moved, asTrained } = await attack(planted);
    expect(best(planted.x, x, x.shape[0]!).filter((cosine) => cosine > 0.9)).toEqual([]);
    expect(moved).toEqual(Array.from({ length: x.shape[0]! }, () => new Float64Array(0)));
    expect(bits(asTrained)).toEqual(bits(x));
  });

  it('refuses directions that tell nothing, and those of another size', async () => {
    const planted = plantedVertices(size);
    const inside = makeHostTensor(new Float64Array(size.dimension), [1, size.dimension]);
    await expect(attack(planted, { free: inside })).rejects.toThrow(/direction 0 is in the span/);
    await expect(attack(planted, { free: makeHostTensor([1], [1, 1]) })).rejects.toThrow(ShapeError);
  });
});

it('was not cut short where the end came after its last round', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const controller = new AbortController();
  const options = { backend: onnx, signal: controller.signal, onProgress: () => controller.abort() };
  const { ended } = await runBoxVertices(
    planted.network,
    { ...small, sparsityWeights: [0], lit: 0, box: planted.box, rounds: 1 },
    options,
  );
  expect(ended).toBe('rounds');
});

it('ends within its seconds, with no point if there is none yet', async () => {
  const planted = plantedVertices(size);
  const config = { ...small, box: planted.box };
  const options = { backend: onnx, span: estimateSpan(planted.network), maxSeconds: 1e-9 };
  const { x, predictedMembers, ended, rounds } = await runBoxVertices(planted.network, config, options);
  expect(ended).toBe('maxSeconds');
  expect(x.shape).toEqual([0, size.dimension]);
  expect([predictedMembers, rounds.length]).toEqual([0, 0]);
});

it('is exhausted where no two rows can be compared', async () => {
  const planted = plantedVertices(size);
  const { x, ended } = await attack(planted, { signalToNoise: 1e9, lit: 0 });
  expect(ended).toBe('exhausted');
  expect(x.shape).toEqual([0, size.dimension]);
});

it('finds light samples without any rows that can be compared, by lit coordinates alone', async () => {
  const planted = plantedVertices({ ...size, black: 0.8 });
  const { x } = await attack(planted, { signalToNoise: 1e9, directions: 400, refinementIterations: 0 });
  const found = best(planted.x, x, x.shape[0]!).filter((cosine) => cosine > 0.99).length;
  expect(found).toBeGreaterThanOrEqual(size.samples - 2);
});

describe('refuses', () => {
  const planted = plantedVertices(size);
  it('a configuration out of range, and seconds that are not positive', async () => {
    await expect(attack(planted, { rounds: 0 })).rejects.toThrow(/rounds must be a positive integer/);
    await expect(attack(planted, { box: { low: 0, high: makeHostTensor([1], [1]) } })).rejects.toThrow(ShapeError);
    const config = { ...small, box: planted.box };
    await expect(runBoxVertices(planted.network, config, { backend: onnx, maxSeconds: 0 })).rejects.toThrow(
      /maxSeconds must be positive, got 0/,
    );
  });

  it('a first layer of noise alone, by the verdict on its span', async () => {
    const network = makeNetwork({ inputSize: 150, hiddenSizes: [300], seed: 1 });
    const run = () => runBoxVertices(network, small, { backend: onnx });
    await expect(run()).rejects.toThrow(DomainError);
    await expect(run()).rejects.toThrow(/no singular value.*KKT attack/);
  });

  it('the span of another network', async () => {
    const other = plantedVertices({ ...size, dimension: 140 });
    const without = plantedVertices({ ...size, hasBias: false });
    for (const { network } of [other, without]) {
      const run = runBoxVertices(
        planted.network,
        { ...small, box: { low: -1, high: 1 } },
        { backend: onnx, span: estimateSpan(network) },
      );
      await expect(run).rejects.toThrow(/estimate the span of this network/);
    }
  });
});

it('refined points find samples that noise turned out of the span, and stand between the predictedMembers ones and the vertices', async () => {
  const planted = plantedVertices({ ...size, samples: 24, black: 0.7, noise: 0.3, seed: 4 });
  const count = async (over: Partial<BoxVertexConfig>) => {
    const { x, vertices, predictedMembers } = await attack(planted, over);
    const rest = vertices.slice(predictedMembers);
    const refined = rest.filter((vertex) => vertex.refined);
    const left = rest.slice(refined.length);
    expect(left.some((vertex) => vertex.refined)).toBe(false);
    expect(refined.length > 0).toBe(over.refinementIterations !== 0);
    expect(left.length).toBeGreaterThan(0);
    expect(refined.map(({ hits }) => hits)).toEqual(refined.map(({ hits }) => hits).sort((a, b) => b - a));
    expect(left.map(({ zScore }) => zScore)).toEqual(left.map(({ zScore }) => zScore).sort((a, b) => b - a));
    return best(planted.x, x, x.shape[0]!).reduce((total, cosine) => total + cosine, 0);
  };
  const without = await count({ refinementIterations: 0 });
  expect(await count({})).toBeGreaterThan(without + 0.2);
});

it('vertices that were not predictedMembers find what refinementIterations loses where the noise is large', async () => {
  const found = { both: 0, refined: 0 };
  for (const seed of [4, 5, 6]) {
    const planted = plantedVertices({ ...size, samples: 24, black: 0.7, noise: 0.5, seed });
    const { x, vertices } = await attack(planted);
    const end = vertices.findIndex(({ predictedMembers, refined }) => !predictedMembers && !refined);
    const above = (count: number) => best(planted.x, x, count).filter((cosine) => cosine > 0.9).length;
    found.both += above(vertices.length);
    found.refined += above(end);
  }
  expect(found.both).toBeGreaterThanOrEqual(50);
  expect(found.both).toBeGreaterThan(found.refined);
});
