import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimateSpan } from '@noprior/first-layer-spectrum';
import {
  type AttackState,
  absent,
  type BoxVertexConfig,
  boxVertexAttack,
  knowledgeOf,
  known,
  loadAttackCheckpoint,
} from '@noprior/reconstruction-attack';
import { makeNetwork } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  type Dtype,
  DtypeError,
  FormatError,
  type HostTensor,
  makeHostTensor,
  ShapeError,
} from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { boxVertexDefaults } from '../../src/box-vertices/box-vertex-config.ts';
import { BoxVertexSearch } from '../../src/box-vertices/box-vertex-search.ts';
import { attackVertices } from './attack-vertices.ts';
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
const small = { ...boxVertexDefaults, directions: 150, lpIterations: 60 };
const onnx = await openOnnxCpu();
const backends: Record<string, Backend> = { reference: openReference(), 'onnx:cpu': onnx };

const attack = (planted: PlantedVertices, over: Partial<BoxVertexConfig> = {}, backend: Backend = onnx) =>
  attackVertices(planted.network, { ...small, box: planted.box, ...over }, { backend });
const best = (truth: HostTensor, x: HostTensor, count: number): number[] =>
  cosines(truth, x).map((row) => Math.max(-1, ...row.slice(0, count)));
const bits = ({ data }: HostTensor) => [...data];

describe.each<[string, Dtype, number]>([
  ['reference', 'float64', 60],
  ['onnx:cpu', 'float64', 150],
  ['onnx:cpu', 'float32', 150],
])('on %s in %s', (name, dtype, directions) => {
  it('finds all samples of a planted first layer, and predicts no false member', async () => {
    const planted = plantedVertices({ ...size, dtype });
    const { x, predictedMembers, predicted, memberScore, vertices, span, rounds, records, ended } = await attack(
      planted,
      { dtype, directions },
      backends[name]!,
    );
    expect(predictedMembers).toBe(size.samples);
    expect(span.rank).toBe(size.samples);
    expect(ended).toBe('converged');
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
    expect(vertices.map((vertex) => vertex.predicted)).toEqual(vertices.map((_, i) => i < predictedMembers));
    expect([...predicted.data]).toEqual(vertices.map((vertex) => (vertex.predicted ? 1 : 0)));
    expect([...memberScore.data]).toEqual(vertices.map(({ zScore }) => zScore));
    expect(records.map(({ iteration }) => iteration)).toEqual(rounds.map(({ round }) => round));
    for (const { values } of records) expect(Object.keys(values).sort()).toEqual([...boxVertexAttack.columns].sort());
    expect(records.at(-1)!.values.predictedMembers).toBe(predictedMembers);
    expect(rounds.reduce((total, round) => total + round.predictedMembers, 0)).toBe(predictedMembers);
    expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, i) => i));
    for (const vertex of vertices) {
      const { threshold } = rounds[vertex.round]!;
      expect(vertex.active > threshold).toBe(vertex.predicted);
      expect(vertex.zScore > small.zScoreThreshold).toBe(vertex.predicted);
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

it.each([1, 2, 3])('finds no sample of another network, seed %i', async (seed) => {
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

it('finds few of the samples where their coordinates are not at bounds', async () => {
  for (const seed of [1, 2]) {
    const planted = plantedVertices({ ...size, black: 0, seed });
    const { x, predictedMembers } = await attack(planted);
    expect(best(planted.x, x, predictedMembers).filter((cosine) => cosine > 0.9).length).toBeLessThanOrEqual(4);
  }
});

it('predicts no member where no coordinate of a sample is at a bound', async () => {
  const wide = { ...size, rows: 120, dimension: 100, samples: 14, black: 0, centred: false };
  for (const seed of [1, 3, 4, 5]) {
    const planted = plantedVertices({ ...wide, seed });
    const { predictedMembers, verdict } = await attack(planted, { box: { low: -1, high: 2 }, seed });
    expect({ seed, predictedMembers, verdict }).toEqual({ seed, predictedMembers: 0, verdict: 'none-stands-out' });
  }
});

/** A search of several rounds. */
const slow = { sparsityWeights: [0], pinnedPixels: 0 };

it('ends with the rounds that were completed when it is aborted, and estimates the time left', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const config = { ...small, ...slow, box: planted.box };
  const whole = await attackVertices(planted.network, config, { backend: onnx });
  expect(whole.rounds.length).toBeGreaterThan(1);
  const controller = new AbortController();
  const partial = await attackVertices(planted.network, config, {
    backend: onnx,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  expect([partial.ended, partial.iterations]).toEqual(['aborted', 1]);
  expect(partial.rounds).toEqual(whole.rounds.slice(0, 1));
  expect(partial.predictedMembers).toBe(whole.rounds[0]!.predictedMembers);
});

/** A run that somebody advances, from its beginning or from a state. */
async function begin(
  planted: PlantedVertices,
  config: BoxVertexConfig,
  signal: AbortSignal,
  state?: AttackState & { readonly iteration: number; readonly seconds: number },
) {
  return boxVertexAttack.begin(planted.network, config, { backend: onnx, signal, ...(state && { state }) });
}

it('counts nothing of a round that was cut short, and does it again when it goes on', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const config = { ...small, ...slow, box: planted.box };
  const whole = await begin(planted, config, new AbortController().signal);
  const controller = new AbortController();
  const run = await begin(planted, config, controller.signal);
  for (const each of [whole, run]) await each.advance(true);
  expect(run.position).toBeGreaterThan(0);
  expect(run.position).toBeLessThan(run.goal!);
  const first = await run.state();
  // The signal comes while the linear programs of the second round are solved.
  const second = run.advance(true);
  controller.abort();
  expect(await second).toEqual({});
  expect(run.iteration).toBe(1);
  expect(await run.state()).toEqual(first);
  const resumed = await begin(planted, config, new AbortController().signal, { ...first, iteration: 1, seconds: 1 });
  expect(await resumed.advance(true)).toEqual(await whole.advance(true));
  expect(await resumed.found()).toEqual(await whole.found());
});

it.each([
  ['as it is', {}],
  ['with a free shift', { freeShift: true }],
])('resumes from any round with the bits of an uninterrupted run, %s', async (_, over) => {
  const planted = plantedVertices({ ...size, seed: 3, shift: () => 0.4 });
  const config = { ...small, ...slow, ...over, box: planted.box, rounds: 3 };
  const { signal } = new AbortController();
  const whole = await begin(planted, config, signal);
  const states = [];
  for (let done: boolean | undefined = false; !done && whole.iteration < config.rounds; ) {
    ({ done } = await whole.advance(true));
    states.push(await whole.state());
  }
  expect(states.length).toBeGreaterThan(1);
  const expected = await whole.found();
  for (const [round, state] of states.entries()) {
    // As a checkpoint has it: arrays, and lists of JSON.
    const lists: AttackState['lists'] = JSON.parse(JSON.stringify(state.lists));
    const resumed = await begin(planted, config, signal, { ...state, lists, iteration: round + 1, seconds: 1 });
    expect(resumed.iteration).toBe(round + 1);
    for (let left = states.length - round - 1; left > 0; left--) await resumed.advance(true);
    expect(await resumed.found()).toEqual(expected);
  }
});

it('goes on from a checkpoint that was written after every round', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const config = { ...small, ...slow, box: planted.box, directions: 12, rounds: 4, patience: 4 };
  const whole = await attackVertices(planted.network, config, { backend: onnx });
  expect(whole.iterations).toBeGreaterThan(2);
  const folder = mkdtempSync(join(tmpdir(), 'box-vertices-'));
  try {
    const path = join(folder, 'checkpoint.safetensors');
    const controller = new AbortController();
    await attackVertices(planted.network, config, {
      backend: onnx,
      checkpoint: { path, everySeconds: 0 },
      signal: controller.signal,
      onProgress: ({ iteration }) => iteration === 1 && controller.abort(),
    });
    const resume = await loadAttackCheckpoint(path, boxVertexAttack);
    expect(resume.iteration).toBe(2);
    const resumed = await attackVertices(planted.network, config, { backend: onnx, resume });
    expect(resumed.candidates).toEqual(whole.candidates);
    expect(resumed.details).toEqual(whole.details);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('refuses a damaged state', async () => {
  const planted = plantedVertices({ ...size, seed: 3 });
  const config = { ...small, ...slow, box: planted.box, rounds: 1 };
  const { signal } = new AbortController();
  const run = await begin(planted, config, signal);
  await run.advance(true);
  const state = await run.state();
  const { points } = state.arrays;
  for (const changed of [
    { arrays: {} },
    { arrays: { points: makeHostTensor([1], [1, 1]) } },
    { arrays: { points: points!, probabilityLow: makeHostTensor([1], [1]) } },
    { lists: { ...state.lists, rounds: [{ round: 0 }] } },
    { lists: { ...state.lists, vertices: state.lists.vertices!.map(() => ({})) } },
  ]) {
    const resumed = begin(planted, config, signal, { ...state, ...changed, iteration: 1, seconds: 1 });
    await expect(resumed).rejects.toThrow(FormatError);
  }
});

describe('samples that an unknown constant was added to', () => {
  it.each([
    ['one for all, 0.7', () => 0.7],
    ['one for all, -4', () => -4],
    ['each by its own', (i: number) => i / 4 - 2],
  ])('are found without it, with an estimate of it: %s', async (_, shift) => {
    const planted = plantedVertices({ ...size, shift });
    const over = { freeShift: true, directions: 400, lpIterations: 100 };
    const { x, asTrained, shifts = [], shift: median, predictedMembers } = await attack(planted, over);
    expect(predictedMembers).toBeGreaterThanOrEqual(size.samples - 1);
    expect(shifts).toHaveLength(x.shape[0]!);
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
    const errors = matches.map((sample, i) => shifts[i]! - shift(sample)).sort((a, b) => a - b);
    expect(Math.abs(errors[predictedMembers >> 1]!)).toBeLessThan(0.1);
    const members = shifts.slice(0, predictedMembers).sort((a, b) => a - b);
    expect(median).toBeGreaterThanOrEqual(members[(predictedMembers - 1) >> 1]!);
    expect(median).toBeLessThanOrEqual(members[predictedMembers >> 1]!);
    for (const [at, value] of x.data.entries()) {
      const [i, j] = [Math.floor(at / size.dimension), at % size.dimension];
      expect(value).toBeGreaterThanOrEqual(low.data[j]! - 1e-12);
      expect(value).toBeLessThanOrEqual(high.data[j]! + 1e-12);
      expect(asTrained!.data[at]! - value).toBeCloseTo(shifts[i]!, 10);
    }
  });

  it('are not found where nothing is free to move', async () => {
    const planted = plantedVertices({ ...size, shift: () => 0.7 });
    const { x, asTrained, shifts, shift } = await attack(planted);
    expect(best(planted.x, x, x.shape[0]!).filter((cosine) => cosine > 0.9)).toEqual([]);
    expect([asTrained, shifts, shift]).toEqual([undefined, undefined, undefined]);
  });
});

it('is exhausted where no two rows can be compared', async () => {
  const planted = plantedVertices(size);
  const { x, rounds, records, ended, candidates, verdict, evaluation } = await attack(planted, {
    signalToNoise: 1e9,
    pinnedPixels: 0,
  });
  expect(ended).toBe('converged');
  expect(evaluation).toBeUndefined();
  expect(rounds).toEqual([]);
  expect(records.map(({ values }) => values.directions)).toEqual([0]);
  expect([candidates.y.shape, candidates.lambda.shape, verdict]).toEqual([[0], [0], 'cannot-tell']);
  expect(x.shape).toEqual([0, size.dimension]);
});

it('finds sparse samples by pinned pixels alone, where no two rows can be compared', async () => {
  const planted = plantedVertices({ ...size, black: 0.8 });
  const { x } = await attack(planted, { signalToNoise: 1e9, directions: 400, refinementIterations: 0 });
  const found = best(planted.x, x, x.shape[0]!).filter((cosine) => cosine > 0.99).length;
  expect(found).toBeGreaterThanOrEqual(size.samples - 2);
});

describe('refuses', () => {
  const planted = plantedVertices(size);
  const knowledge = knowledgeOf(planted.network, { box: known(planted.box, 'user') });
  const resolve = (over: Partial<BoxVertexConfig>, of = knowledge) =>
    boxVertexAttack.resolve(planted.network, of, { ...small, ...over });

  it('a setting out of range, and a box of another size', () => {
    expect(() => resolve({ rounds: 0 })).toThrow(/rounds must be a positive integer/);
    const box = known({ low: 0, high: makeHostTensor([1], [1]) }, 'user');
    expect(() => resolve({}, { ...knowledge, box })).toThrow(ShapeError);
  });

  it('an attacker who does not know the box, and says what to give', () => {
    expect(() => resolve({}, { ...knowledge, box: absent })).toThrow(DomainError);
    expect(() => resolve({}, { ...knowledge, box: absent })).toThrow(/knowledge\.box.*--box/);
    expect(resolve({}).box).toBe(planted.box);
  });

  it('a first layer of noise alone, by the verdict on its span', async () => {
    const network = makeNetwork({ inputSize: 150, hiddenSizes: [300], seed: 1 });
    const run = () => attackVertices(network, { ...small, box: { low: 0, high: 1 } }, { backend: onnx });
    await expect(run()).rejects.toThrow(DomainError);
    await expect(run()).rejects.toThrow(/box-vertices.*no singular value is above the noise.*kkt/);
  });

  it('a backend without float64, before it searches', async () => {
    const float32: Backend = Object.create(onnx, { dtypes: { value: ['float32'] } });
    await expect(attack(planted, {}, float32)).rejects.toThrow(DtypeError);
  });

  it('the span of another network', () => {
    for (const { network } of [
      plantedVertices({ ...size, dimension: 140 }),
      plantedVertices({ ...size, hasBias: false }),
    ]) {
      const { signal } = new AbortController();
      const search = () =>
        new BoxVertexSearch(
          onnx,
          planted.network,
          estimateSpan(network),
          { ...small, box: { low: -1, high: 1 } },
          signal,
        );
      expect(search).toThrow(/estimate the span of this network/);
    }
  });
});

it('takes no start', () => {
  expect(boxVertexAttack.takesStart).toBe(false);
  expect(() => boxVertexAttack.fromStart(boxVertexDefaults)).toThrow(DomainError);
});

it('refined points find samples that noise moved off the span, and stand between the members and the vertices', async () => {
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

it('vertices that are no members find what the refinement loses where the noise is large', async () => {
  const found = { both: 0, refined: 0 };
  for (const seed of [4, 5, 6]) {
    const planted = plantedVertices({ ...size, samples: 24, black: 0.7, noise: 0.5, seed });
    const { x, vertices } = await attack(planted);
    const end = vertices.findIndex(({ predicted, refined }) => !predicted && !refined);
    const above = (count: number) => best(planted.x, x, count).filter((cosine) => cosine > 0.9).length;
    found.both += above(vertices.length);
    found.refined += above(end);
  }
  expect(found.both).toBeGreaterThanOrEqual(50);
  expect(found.both).toBeGreaterThan(found.refined);
});
