import {
  type AttackResult,
  type AttackState,
  absent,
  type CascadeConfig,
  type CascadeDetails,
  cascadeAttack,
  type Knowledge,
  knowledgeOf,
  known,
  type RunAttackOptions,
  runAttack,
} from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, FormatError, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
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
const { vertices, fromVertices, fromDraws, ...rest } = cascadeAttack.defaults;
const config: CascadeConfig = {
  ...rest,
  vertices: { ...vertices, directions: 200, rounds: 4 },
  fromVertices: { ...fromVertices, maxIterations: 200 },
  fromDraws: { ...fromDraws, maxIterations: 200 },
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

interface Found extends AttackResult<CascadeConfig>, CascadeDetails {}

const attack = async (
  options: Partial<RunAttackOptions<CascadeConfig>> = {},
  given: Partial<Knowledge> = {},
  against = network,
): Promise<Found> => {
  const knowledge = knowledgeOf(against, { box: known(training.box, 'user'), ...given });
  const found = await runAttack(cascadeAttack, against, knowledge, { backend, config, ...options });
  // The details of this attack.
  return { ...found, ...(found.details as unknown as CascadeDetails) };
};

it('finds the images that a network was trained on, and none that it was not', async () => {
  const stages = new Map<string, number[]>();
  const found = await attack({
    onProgress: ({ record, iteration }) => {
      const { stage = '' } = record;
      stages.set(stage, [...(stages.get(stage) ?? []), iteration]);
    },
  });
  const { candidates, predicted, memberScore, predictedMembers, searches, span, rounds, ended, iterations } = found;
  expect(Math.min(...best(training.x, candidates.x))).toBeGreaterThan(0.98);
  expect(Math.max(...best(images(102).x, candidates.x))).toBeLessThan(0.5);
  expect(ended).toBe('converged');
  expect(iterations).toBe(rounds.length + 400);
  // The points of the first stage, members first, then the candidates of both searches.
  expect(predictedMembers).toBeGreaterThan(10);
  const count = found.vertices.length;
  const [bySearch] = [new Map(searches.map(({ from, candidates: many }) => [from, many]))];
  expect(bySearch.get('vertices')).toBe(Math.min(span.rank, count));
  expect(bySearch.get('draws')).toBe(2 * span.rank);
  expect(candidates.x.shape[0]).toBe(count + bySearch.get('vertices')! + bySearch.get('draws')!);
  expect(Array.from(predicted.data)).toEqual(Array.from(predicted.data, (_, i) => (i < predictedMembers ? 1 : 0)));
  const scores = Array.from(memberScore.data);
  expect(scores.slice(0, count)).toEqual(found.vertices.map(({ zScore }) => zScore));
  expect(Math.max(...scores.slice(count))).toBeLessThan(Math.min(...scores.slice(0, count)));
  expect(Math.min(...candidates.lambda.data)).toBeGreaterThanOrEqual(0);
  // Searches by rising evidence, each at its last record.
  const values = searches.map(({ value }) => value!);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(searches.every(({ isFinished }) => isFinished)).toBe(true);
  expect([...stages.keys()]).toEqual(['vertices', 'fromVertices', 'fromDraws']);
  expect(stages.get('vertices')).toEqual(rounds.map(({ round }) => round));
  const shown = [...stages.values()].flat();
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
});

it('starts from as many vertices as there may be samples, and draws twice as many', async () => {
  const { searches } = await attack({ config: { ...config, seed: 2 } }, { samples: known(5, 'user') });
  const candidates = new Map(searches.map(({ from, candidates: many }) => [from, many]));
  expect([candidates.get('vertices'), candidates.get('draws')]).toEqual([5, 10]);
});

it('goes on from every stage, and from between two of them, with the bits of an uninterrupted run', async () => {
  const knowledge = knowledgeOf(network, { box: known(training.box, 'user') });
  const short = {
    ...config,
    fromVertices: { ...fromVertices, maxIterations: 6 },
    fromDraws: { ...fromDraws, maxIterations: 6 },
  };
  const settled = cascadeAttack.resolve(network, knowledge, short);
  const { signal } = new AbortController();
  const run = await cascadeAttack.begin(network, settled, { backend, signal });
  const states: (AttackState & { readonly iteration: number; readonly seconds: number })[] = [];
  const positions: number[] = [];
  for (let done: boolean | undefined = false; !done; ) {
    ({ done } = await run.advance(false));
    // As a checkpoint has it: arrays, and lists of JSON.
    const state = await run.state();
    const lists: AttackState['lists'] = JSON.parse(JSON.stringify(state.lists));
    states.push({ arrays: state.arrays, lists, iteration: run.iteration, seconds: 1 });
    positions.push(run.position!);
  }
  const whole = await run.found();
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(positions.at(-1)).toBe(run.goal);
  for (const state of states) {
    const resumed = await cascadeAttack.begin(network, settled, { backend, signal, state });
    expect(resumed.iteration).toBe(state.iteration);
    let done: boolean | undefined = state === states.at(-1);
    while (!done) ({ done } = await resumed.advance(false));
    expect(await resumed.found()).toEqual(whole);
    await resumed.dispose();
  }
  const [first] = states;
  const last = states.at(-1)!;
  for (const damaged of [
    { ...last, arrays: {} },
    { ...last, lists: { finished: [{}] } },
    { ...first!, arrays: { 'vertices.iteration': makeHostTensor([1], [1]) } },
  ]) {
    await expect(cascadeAttack.begin(network, settled, { backend, signal, state: damaged })).rejects.toThrow(
      FormatError,
    );
  }
});

it('refuses a network before its training, one of several outputs, knowledge out of range, and an unknown box', async () => {
  await expect(attack({}, {}, start)).rejects.toThrow(DomainError);
  await expect(attack({}, {}, start)).rejects.toThrow(/span.*kkt/);
  const classes = makeNetwork({ inputSize: 150, hiddenSizes: [30], outputSize: 3, seed: 1 });
  await expect(attack({}, {}, classes)).rejects.toThrow(/one output.*box-vertices/);
  await expect(attack({}, { samples: known(0, 'user') })).rejects.toThrow(/samples must be .* integer, got 0/);
  await expect(attack({}, { box: absent })).rejects.toThrow(/knowledge\.box/);
  const box = known({ low: 0, high: makeHostTensor([1], [1]) }, 'user');
  await expect(attack({}, { box })).rejects.toThrow(ShapeError);
});

it('reads number and noise from the first layer where nobody tells them', () => {
  const knowledge = knowledgeOf(network, { box: known(training.box, 'user') });
  const ofNothing = { ...knowledge, samples: absent, startNoise: absent };
  expect(cascadeAttack.resolve(network, ofNothing, config)).toEqual(cascadeAttack.resolve(network, knowledge, config));
});

it('ends with what it has when it is aborted', async () => {
  const nothing = await attack({ signal: AbortSignal.abort() });
  expect([nothing.ended, nothing.candidates.x.shape[0], nothing.searches]).toEqual(['aborted', 0, []]);
  const controller = new AbortController();
  const between = await attack({ signal: controller.signal, onProgress: () => controller.abort() });
  expect(between.ended).toBe('aborted');
  expect(between.rounds).toHaveLength(1);
  expect(between.candidates.x.shape[0]).toBe(between.vertices.length);
});

it('puts a search that was cut short behind one that came to its end', async () => {
  const controller = new AbortController();
  const { searches, ended } = await attack({
    signal: controller.signal,
    onProgress: ({ record }) => record.stage === 'fromDraws' && controller.abort(),
  });
  expect(ended).toBe('aborted');
  expect(searches.map(({ from, isFinished }) => [from, isFinished])).toEqual([
    ['vertices', true],
    ['draws', false],
  ]);
});

it('searches from draws alone where no vertex is found', async () => {
  const blind = { ...config, vertices: { ...config.vertices, signalToNoise: 1e9, pinnedPixels: 0 } };
  const found = await attack({ config: blind });
  expect(found.vertices).toEqual([]);
  expect(found.searches.map(({ from, candidates: many }) => [from, many])).toEqual([
    ['draws', found.candidates.x.shape[0]],
  ]);
  expect([found.predictedMembers, Math.max(...found.memberScore.data)]).toEqual([0, -1]);
});

it('takes no start', () => {
  expect(cascadeAttack.takesStart).toBe(false);
  expect(() => cascadeAttack.fromStart(config)).toThrow(DomainError);
});
