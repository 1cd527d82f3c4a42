import { type ClarkeProgress, clarkeResidual } from '@noprior/clarke-residual';
import { decomposeResidual, evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import {
  DomainError,
  definedOnly,
  fromNested,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  ShapeError,
} from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { halfKink, halfKinkSet, linear, planted, plantedSet, randomCandidates, twoNeurons } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';

const backend = openReference();
const sum = { scale: 'sum' } as const;

describe('by hand', () => {
  it('decomposeResidual with its selections has its residual', async () => {
    const { lambda, selections, residual } = await clarkeResidual(backend, halfKink, halfKinkSet);
    const hard = await decomposeResidual(backend, halfKink, { ...halfKinkSet, lambda });
    expect(hard.squared).toBeCloseTo(0.25, 9);
    const chosen = await decomposeResidual(backend, halfKink, { ...halfKinkSet, lambda }, { selections });
    expect(Math.sqrt(chosen.squared)).toBeCloseTo(residual, 12);
  });

  it('a KKT point that needs a derivative of 1/2: hard 2/9, Clarke 0', async () => {
    expect((await oracleLoss(backend, halfKink, halfKinkSet)).loss).toBeCloseTo(2 / 9, 12);
    const found = await clarkeResidual(backend, halfKink, halfKinkSet, sum);
    expect(found.residual).toBeLessThan(1e-12);
    expect(found.converged).toBe(true);
    expect(found.lowerBound).toBeLessThanOrEqual(found.residual);
    expect([...found.lambda.data].map((value) => value.toFixed(9))).toEqual(['1.000000000', '1.000000000']);
    const [s] = found.selections;
    expect(s!.shape).toEqual([2, 2]);
    expect(s!.data[2]).toBeCloseTo(0.5, 9);
    expect([s!.data[0], s!.data[1], s!.data[3]]).toEqual([1, 0, 1]);
    expect(found.kinks).toEqual({ pairs: 1, total: 4, share: 0.25, byLayer: [{ pairs: 1, total: 4 }], chosen: 1 });
    expect(found.margins).toEqual({ min: 1, median: 1, max: 1 });
    expect(found.slackness).toBe(0);
    expect(found.parameterNormSquared).toBe(4);
    const mean = await clarkeResidual(backend, halfKink, halfKinkSet, { scale: 'mean' });
    expect(mean.lambda.data[0]).toBeCloseTo(2, 9);
    expect(mean.residual).toBe(found.residual);
  });

  it('without kinks it is the hard residual, bound included', async () => {
    const away = { x: fromNested([[2, 0.5]]), y: fromNested([1]) };
    const hard = await oracleLoss(backend, twoNeurons, away, sum);
    const { residual, lowerBound, lambda, byTensor, kinks } = await clarkeResidual(backend, twoNeurons, away, sum);
    expect(kinks.pairs).toBe(0);
    expect(residual).toBeCloseTo(Math.sqrt(hard.loss), 12);
    expect(residual - lowerBound).toBeLessThan(1e-12);
    expect(lambda.data[0]).toBeCloseTo(hard.lambda.data[0]!, 12);
    for (const [name, part] of Object.entries(hard.byTensor)) expect(byTensor[name]).toBeCloseTo(part, 12);
  });

  it('slackness is lambda (q - p), p the smallest margin', async () => {
    // Margins 20 and 90, multipliers 0.2 and 0.1.
    const { residual, slackness, margins } = await clarkeResidual(backend, planted, plantedSet, sum);
    expect(residual).toBeLessThan(1e-7);
    expect(margins.min).toBeCloseTo(20, 12);
    expect(slackness).toBeCloseTo(0.1 * 70, 9);
  });
});

describe('kinkTolerance is the cosine between row and input', () => {
  // The unit [0, 1] at [1, 0.001] has the cosine 0.001 / sqrt(1.000001) = 9.999995e-4; beside a bias, with (w, b) = (0, 1, 1) and
  // (x, 1) = (1, -0.998, 1), it is 0.002 / (sqrt(2) sqrt(2.996004)) = 8.170e-4.
  const plain: ReluNetwork = { layers: [{ weight: fromNested([[0, 1]]) }, { weight: fromNested([[1]]) }] };
  const biased: ReluNetwork = {
    layers: [{ weight: fromNested([[0, 1]]), bias: fromNested([1]) }, { weight: fromNested([[1]]) }],
  };
  it.each([
    [plain, [1, 0.001], undefined, 1],
    [plain, [1, 0.001], 9.99e-4, 0],
    [plain, [-1, -0.001], 1e-3, 1],
    [plain, [1, -0.001], 9.99e-4, 0],
    [plain, [1, 0], 0, 1],
    [plain, [1, 1e-300], 0, 0],
    [biased, [1, -0.998], 8.171e-4, 1],
    [biased, [1, -0.998], 8.169e-4, 0],
  ])('%#', async (network, point, kinkTolerance, pairs) => {
    const points = { x: fromNested([point]), y: fromNested([1]) };
    const options = definedOnly({ kinkTolerance });
    const { kinks } = await clarkeResidual(backend, network, points, options);
    expect(kinks.pairs).toBe(pairs);
  });
});

describe('unusual networks and points', () => {
  const find = (network: ReluNetwork, x: number[][], y: number[]) =>
    clarkeResidual(backend, network, { x: fromNested(x), y: fromNested(y) }, sum);
  const one: ReluNetwork = { layers: [{ weight: fromNested([[2, 1]]) }, { weight: fromNested([[1]]) }] };

  it('one layer: no hidden unit, no kink', async () => {
    const found = await find(linear, [[1, 2]], [1]);
    expect(found.residual).toBeLessThan(1e-12);
    expect(found.selections).toEqual([]);
    expect(found.kinks).toEqual({ pairs: 0, total: 0, share: 0, byLayer: [], chosen: 0 });
    // theta = [1, 2], x = [1, 0]: what is left is [0, 2].
    expect((await find(linear, [[1, 0]], [1])).residual).toBeCloseTo(2, 12);
  });

  it('multipliers that are all 0: the residual is theta, and so is the bound', async () => {
    const found = await find(linear, [[1, 2]], [-1]);
    expect([...found.lambda.data]).toEqual([0]);
    expect(found.relative).toBe(1);
    expect(found.lowerBound).toBeCloseTo(Math.sqrt(5), 12);
    expect(found.converged).toBe(true);
  });

  it('points that are all 0 explain nothing without biases; their units are all on kinks', async () => {
    const found = await find(one, [[0, 0], [0, 0]], [1, -1]); // biome-ignore format: two rows
    expect(found.residual).toBeCloseTo(Math.sqrt(6), 12);
    expect([...found.lambda.data]).toEqual([0, 0]);
    expect(found.kinks.share).toBe(1);
  });

  it('a point that no unit sees takes part in nothing', async () => {
    const alone = await find(one, [[1, 1]], [1]);
    const both = await find(one, [[1, 1], [-1, -1]], [1, 1]); // biome-ignore format: two rows
    expect(both.residual).toBeCloseTo(alone.residual, 12);
    expect(both.lambda.data[1]).toBe(0);
  });

  it('duplicates share their multiplier, and change nothing', async () => {
    const alone = await find(one, [[1, 1]], [1]);
    const twice = await find(one, [[1, 1], [1, 1]], [1, 1]); // biome-ignore format: two rows
    expect(twice.residual).toBeCloseTo(alone.residual, 12);
    expect(twice.lambda.data[0]! + twice.lambda.data[1]!).toBeCloseTo(alone.lambda.data[0]!, 9);
  });

  it('a unit without weights is on its kink everywhere, and may help', async () => {
    // theta = (w_1 = [1, 0], w_2 = 0, v = [1, 1]): y g of [1, 0] is ([1, 0], s [1, 0], [1, 0]), so w_2 is best left alone.
    const network: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [1, 0],
            [0, 0],
          ]),
        },
        { weight: fromNested([[1, 1]]) },
      ],
    };
    const found = await find(network, [[1, 0]], [1]);
    expect(found.kinks.pairs).toBe(1);
    expect(found.residual).toBeCloseTo(1, 12);
    expect(found.selections[0]!.data[1]).toBe(0);
  });

  it('parameters that are all 0: nothing is left to explain', async () => {
    const zero: ReluNetwork = { layers: [{ weight: fromNested([[0, 0]]) }, { weight: fromNested([[0]]) }] };
    const found = await find(zero, [[1, 2]], [1]);
    expect([found.residual, found.relative, found.lowerBound]).toEqual([0, 0, 0]);
    expect(found.converged).toBe(true);
  });
});

describe('on a trained network', () => {
  const random = makeRandom(5);
  const x = random.normalTensor([12, 6], 1);
  const data = {
    x,
    y: makeHostTensor(
      Array.from({ length: 12 }, (_, i) => (x.data[6 * i]! > 0 ? 1 : -1)),
      [12],
    ),
  };
  const train = async (hiddenSizes: number[]): Promise<ReluNetwork> => {
    const start = makeNetwork({ inputSize: 6, hiddenSizes, seed: 2, initialisation: 'small', dtype: 'float64' });
    const onnx = await openOnnxCpu();
    const { network } = await trainNetwork(onnx, start, data, { targetLoss: 1e-5, maxIterations: 5000 });
    await onnx.dispose();
    return network;
  };
  const tolerances = { kinkTolerance: 0.02, gapTolerance: 1e-8 };

  it('it is below the hard residual by far, certified; progress tells how it goes; backends agree', async () => {
    const network = await train([30]);
    const progress: ClarkeProgress[] = [];
    const onProgress = (at: ClarkeProgress): number => progress.push(at);
    const found = await clarkeResidual(backend, network, data, { ...tolerances, onProgress });
    const hard = Math.sqrt((await oracleLoss(backend, network, data)).loss);
    expect(progress[0]).toMatchObject({ cycle: 0, secondsLeft: undefined });
    expect(progress[0]!.residual).toBeCloseTo(hard, 9);
    expect(found.residual).toBeLessThan(0.7 * hard);
    expect(found.converged).toBe(true);
    expect(found.residual - found.lowerBound).toBeLessThan(1e-8 * found.residual);
    expect(progress).toHaveLength(found.cycles + 1);
    expect(progress.at(-1)).toMatchObject({ cycle: found.cycles, residual: found.residual, secondsLeft: 0 });
    progress.slice(1).forEach((at, index) => {
      expect(at.residual).toBeLessThanOrEqual(progress[index]!.residual * (1 + 1e-12));
      expect(at.lowerBound).toBeGreaterThanOrEqual(progress[index]!.lowerBound);
    });
    const onnx = await openOnnxCpu();
    const other = await clarkeResidual(onnx, network, data, tolerances);
    await onnx.dispose();
    expect(Math.abs(other.residual - found.residual)).toBeLessThan(2e-8 * found.residual);
  });

  it('with two hidden layers it never rises, and says how far the bound is', async () => {
    const network = await train([20, 15]);
    const found = await clarkeResidual(backend, network, data, { ...tolerances, gapTolerance: 1e-4 });
    const hard = Math.sqrt((await oracleLoss(backend, network, data)).loss);
    expect(found.residual).toBeLessThan(hard);
    expect(found.lowerBound).toBeGreaterThan(0);
    expect(found.converged).toBe(found.residual - found.lowerBound <= 1e-4 * found.residual);
    expect(['gap', 'stalled']).toContain(found.ended);
  });

  it('limits and an abort return the point reached so far', async () => {
    const network = await train([20]);
    const hard = await oracleLoss(backend, network, data);
    const none = await clarkeResidual(backend, network, data, { ...tolerances, maxCycles: 0 });
    expect(none).toMatchObject({ ended: 'maxCycles', converged: false, cycles: 0 });
    expect(none.residual).toBeCloseTo(Math.sqrt(hard.loss), 9);
    const slow = await clarkeResidual(backend, network, data, { ...tolerances, gapTolerance: 0, maxSeconds: 1e-6 });
    expect(slow.ended).toBe('maxSeconds');
    const controller = new AbortController();
    const onProgress = ({ cycle }: ClarkeProgress): void => {
      if (cycle === 1) controller.abort();
    };
    const { signal } = controller;
    const aborted = await clarkeResidual(backend, network, data, {
      ...tolerances,
      gapTolerance: 0,
      onProgress,
      signal,
    });
    expect(aborted).toMatchObject({ ended: 'aborted', cycles: 1 });
    expect(aborted.residual).toBeLessThan(none.residual);
  });
});

it('float32 networks are taken as they are, in float64', async () => {
  const network = makeNetwork({ inputSize: 3, hiddenSizes: [4], seed: 1 });
  const { x, y } = randomCandidates(3, 4, 3);
  const found = await clarkeResidual(backend, network, { x, y }, { kinkTolerance: 0 });
  const { stationarity } = await evaluateKkt(backend, network, { x, y, lambda: found.lambda });
  expect(found.residual ** 2).toBeCloseTo(stationarity, 12);
});

describe('refuses', () => {
  const x = fromNested([[1, 2]]);
  const y = fromNested([1]);
  const points: { x: HostTensor; y: HostTensor } = { x, y };
  it.each([
    [{ x: fromNested([[1]]), y }, {}, ShapeError, /input|expects/],
    [{ x, y: fromNested([1, 1]) }, {}, ShapeError, /y has shape/],
    [{ x, y: fromNested([0]) }, {}, DomainError, /-1 or \+1/],
    [{ x: fromNested([[Number.NaN, 0]]), y }, {}, DomainError, /NaN/],
    [points, { kinkTolerance: 1 }, DomainError, /kinkTolerance must be in \[0, 1\)/],
    [points, { kinkTolerance: Number.NaN }, DomainError, /kinkTolerance/],
    [points, { gapTolerance: -1 }, DomainError, /gapTolerance/],
    [points, { maxCycles: -1 }, DomainError, /maxCycles/],
    [points, { maxSeconds: 0 }, DomainError, /maxSeconds/],
  ])('%#', async (given, options, type, message) => {
    const attempt = clarkeResidual(backend, twoNeurons, given, options);
    await expect(attempt).rejects.toThrow(type);
    await expect(attempt).rejects.toThrow(message);
  });
});
