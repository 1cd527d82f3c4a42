import { type CascadePreset, cascadePresets, type RunCascadeOptions, runCascade } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { beforeAll, expect, it } from 'vitest';
import { cosines, plantedVertices } from '../box-vertices/planted-vertices.ts';

const backend = await openOnnxCpu();
const samples = 16;
const images = (seed: number) =>
  plantedVertices({
    rows: 30,
    dimension: 150,
    samples,
    black: 0.6,
    noise: 0,
    hasBias: true,
    centred: true,
    dtype: 'float32',
    seed,
  });
const training = images(2);
const cpu = cascadePresets['strong-cpu'];
const preset: CascadePreset = {
  vertices: { ...cpu.vertices, directions: 200, rounds: 4 },
  fromVertices: { ...cpu.fromVertices, maxIterations: 200 },
  fromDraws: { ...cpu.fromDraws, maxIterations: 200 },
  drawsPerSample: 2,
};
const best = (truth: HostTensor, x: HostTensor) => cosines(truth, x).map((row) => Math.max(-1, ...row));
let start: ReluNetwork;
let network: ReluNetwork;

beforeAll(async () => {
  start = makeNetwork({ inputSize: 150, hiddenSizes: [300], initialisation: 'scaled-first', seed: 2 });
  const y = makeHostTensor(
    Float64Array.from({ length: samples }, (_, i) => (i % 2 ? 1 : -1)),
    [samples],
  );
  ({ network } = await trainNetwork(backend, start, { x: training.x, y }, { targetLoss: 1e-6 }));
});

const attack = (options: Partial<RunCascadeOptions> = {}, against = network) =>
  runCascade(against, preset, { backend, box: training.box, ...options });

it('finds the images that a network was trained on, and none that it was not', async () => {
  const stages = new Map<string, number[]>();
  const { points, vertices, searches, seconds } = await attack({
    onProgress: ({ stage, done }) => stages.set(stage, [...(stages.get(stage) ?? []), done]),
  });
  const closest = best(training.x, points);
  expect(Math.min(...closest)).toBeGreaterThan(0.98);
  expect(Math.max(...best(images(102).x, points))).toBeLessThan(0.5);
  // The points of the vertex attack as they are, then the candidates of both searches.
  const { predictedMembers, span } = vertices;
  expect(predictedMembers).toBeGreaterThan(10);
  const found = searches.map(({ evidence }) => evidence.candidates);
  expect([...points.data]).toEqual([...vertices.candidates.x.data, ...found.flatMap(({ x }) => [...x.data])]);
  for (const { lambda } of found) expect(Math.min(...lambda.data)).toBeGreaterThanOrEqual(0);
  const size = new Map(searches.map(({ from, evidence }) => [from, evidence.candidates.x.shape[0]!]));
  expect(size.get('vertices')).toBeLessThanOrEqual(span.rank);
  expect(size.get('draws')).toBe(2 * span.rank);
  const values = searches.map(({ evidence }) => evidence.records.at(-1)!.value);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect([...stages.keys()]).toEqual(['span', 'vertices', 'evidence from vertices', 'evidence from draws']);
  expect(stages.get('vertices')).toEqual(vertices.rounds.map(({ round }) => round + 1));
  expect(seconds).toBeGreaterThan(0);
});

it('gives the same bits for the same seed, and starts from as many vertices as there may be samples', async () => {
  const [a, b] = [await attack({ samples: 5, seed: 2 }), await attack({ samples: 5, seed: 2 })];
  expect([...a.points.data]).toEqual([...b.points.data]);
  const shapes = new Map(a.searches.map(({ from, evidence }) => [from, evidence.candidates.x.shape]));
  expect(shapes.get('vertices')).toEqual([5, 150]);
  expect(shapes.get('draws')).toEqual([10, 150]);
});

it('refuses a network before its training, a number of samples that is none, and a box of another size', async () => {
  await expect(attack({}, start)).rejects.toThrow(DomainError);
  await expect(attack({}, start)).rejects.toThrow(/kkt needs no span/);
  await expect(attack({ samples: 0 })).rejects.toThrow(/samples must be a positive integer, got 0/);
  await expect(attack({ box: { low: 0, high: makeHostTensor([1], [1]) } })).rejects.toThrow(ShapeError);
});

it('ends with what it has when it is aborted, and says so if that is nothing', async () => {
  await expect(attack({ signal: AbortSignal.abort() })).rejects.toThrow(/aborted before a vertex was found/);
  const controller = new AbortController();
  const { vertices, searches, points } = await attack({
    signal: controller.signal,
    onProgress: ({ stage, done }) => stage === 'vertices' && done === 1 && controller.abort(),
  });
  expect(vertices.rounds).toHaveLength(1);
  expect(searches.map(({ from, evidence }) => [from, evidence.ended])).toEqual([['vertices', 'aborted']]);
  // The points of the vertex attack, and what the search made of the same ones.
  const many = vertices.candidates.x.shape[0]!;
  expect(points.shape[0]).toBe(many + Math.min(vertices.span.rank, many));
});

it('puts a search that was cut short behind one that came to its end', async () => {
  const controller = new AbortController();
  const { searches } = await attack({
    signal: controller.signal,
    onProgress: ({ stage, done }) => stage === 'evidence from draws' && done > 0 && controller.abort(),
  });
  expect(searches.map(({ from, evidence }) => [from, evidence.ended])).toEqual([
    ['vertices', 'maxIterations'],
    ['draws', 'aborted'],
  ]);
});

it('searches from draws alone where no vertex is found', async () => {
  const blind = { ...preset, vertices: { ...preset.vertices, signalToNoise: 1e9, pinnedPixels: 0 } };
  const { points, vertices, searches } = await runCascade(network, blind, { backend, box: training.box });
  expect(vertices.candidates.x.shape[0]).toBe(0);
  expect(searches.map(({ from }) => from)).toEqual(['draws']);
  expect([...points.data]).toEqual([...searches[0]!.evidence.candidates.x.data]);
});
