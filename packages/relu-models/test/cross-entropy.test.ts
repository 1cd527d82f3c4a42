import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  constant,
  DomainError,
  evaluate,
  FormatError,
  fromNested,
  gradients,
  makeHostTensor,
  makeRandom,
  ShapeError,
  trace,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  activationPatterns,
  checkBinaryNetwork,
  loadNetwork,
  logits,
  logMeanCrossEntropy,
  logMeanLogisticLoss,
  makeNetwork,
  outputSize,
  outputs,
  parameters,
  saveNetwork,
  type TrainingOptions,
  trainNetwork,
} from '../src/index.ts';

const backend = openReference();
const folder = mkdtempSync(join(tmpdir(), 'cross-entropy-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function logLoss(values: number[][], y: number[]): Promise<{ loss: number; gradient: ArrayLike<number> }> {
  const graph = trace({ f: { shape: [values.length, values[0]!.length], dtype: 'float64' } }, ({ f }) => {
    const loss = logMeanCrossEntropy(f!, constant(fromNested(y), 'float64'));
    return { loss, gradient: gradients(loss, [f!])[0]! };
  });
  const read = await evaluate(backend, graph, { f: fromNested(values) });
  return { loss: read.loss!.data[0]!, gradient: read.gradient!.data };
}

describe('logMeanCrossEntropy', () => {
  it('is the logarithm of the mean of -ln softmax, with its gradient', async () => {
    const cases = fc.record({
      seed: fc.nat(1e6),
      count: fc.integer({ min: 1, max: 4 }),
      classes: fc.integer({ min: 2, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, count, classes }) => {
        const random = makeRandom(seed);
        const values = Array.from({ length: count }, () =>
          Array.from({ length: classes }, () => 4 * random.uniform() - 2),
        );
        const y = values.map(() => Math.floor(random.uniform() * classes));
        const softmax = values.map((row) => {
          const sum = row.reduce((total, value) => total + Math.exp(value), 0);
          return row.map((value) => Math.exp(value) / sum);
        });
        const mean = softmax.reduce((total, row, i) => total - Math.log(row[y[i]!]!), 0) / count;
        const { loss, gradient } = await logLoss(values, y);
        expect(loss).toBeCloseTo(Math.log(mean), 10);
        softmax.flat().forEach((share, at) => {
          const own = at % classes === y[Math.floor(at / classes)] ? 1 : 0;
          expect(gradient[at]).toBeCloseTo((share - own) / count / mean, 9);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('does not underflow: margins of 1000 and more', async () => {
    const { loss, gradient } = await logLoss([[1500, 500, 300]], [0]);
    expect(loss).toBeCloseTo(-1000, 9);
    expect(gradient[0]).toBeCloseTo(-1, 9);
    expect(gradient[1]).toBeCloseTo(1, 9);
    expect(gradient[2]).toBeCloseTo(0, 9);
  });

  it('is the logistic loss of f_1 - f_0 for two classes', async () => {
    const graph = trace({ d: { shape: [2], dtype: 'float64' } }, ({ d }) => ({
      loss: logMeanLogisticLoss(d!, constant(fromNested([1, -1]), 'float64')),
    }));
    const binary = await evaluate(backend, graph, { d: fromNested([2, 0.5]) });
    const { loss } = await logLoss(
      [
        [1, 3],
        [-0.25, 0.25],
      ],
      [1, 0],
    );
    expect(loss).toBeCloseTo(binary.loss!.data[0]!, 12);
  });

  it('refuses a single output', async () => {
    await expect(logLoss([[1], [2]], [0, 0])).rejects.toThrow(/must be \[n, K\] and \[n\] with K >= 2, got \[2, 1\]/);
  });
});

const random = makeRandom(5);
const data = { x: random.normalTensor([9, 6], 1), y: fromNested([0, 1, 2, 0, 1, 2, 0, 1, 2]) };
const start = makeNetwork({ inputSize: 6, hiddenSizes: [20], outputSize: 3, seed: 1 });

describe('training', () => {
  it('brings three classes to a loss of 1e-6, all on the right side, and the file keeps the network', async () => {
    const { network, ended, loss } = await trainNetwork(backend, start, data, { loss: 'cross-entropy' });
    expect(ended).toBe('targetLoss');
    expect(loss).toBeLessThanOrEqual(1e-6);
    const values = await outputs(backend, network, data.x);
    expect(values.shape).toEqual([9, 3]);
    for (let i = 0; i < 9; i++) {
      const row = [...values.data.subarray(3 * i, 3 * i + 3)];
      expect(row.indexOf(Math.max(...row))).toBe(data.y.data[i]);
    }
    expect(JSON.parse(network.metadata!.training!)).toMatchObject({
      sampleLoss: 'cross-entropy',
      weightDecay: 0,
      loss,
    });
    for (const name of ['three.safetensors', 'three.npz']) {
      await saveNetwork(join(folder, name), network);
      const loaded = await loadNetwork(join(folder, name));
      expect(outputSize(loaded)).toBe(3);
      expect(parameters(loaded)).toEqual(parameters(network));
    }
    expect((await activationPatterns(backend, network, data.x))[0]!.shape).toEqual([9, 20]);
  });

  it('continues from a checkpoint to the same bits, and tells the losses apart', async () => {
    const path = join(folder, 'checkpoint.safetensors');
    const options: TrainingOptions = { loss: 'cross-entropy', maxIterations: 40 };
    const whole = await trainNetwork(backend, start, data, options);
    await trainNetwork(backend, start, data, { ...options, maxIterations: 17, checkpoint: { path } });
    const resumed = await trainNetwork(backend, start, data, { ...options, checkpoint: { path }, resume: true });
    expect(resumed.resumedFrom).toBe(17);
    expect(parameters(resumed.network)).toEqual(parameters(whole.network));
    const other: TrainingOptions = { loss: 'cross-entropy', schedule: 'constant', weightDecay: 0.1 };
    await expect(trainNetwork(backend, start, data, { ...other, checkpoint: { path }, resume: true })).rejects.toThrow(
      FormatError,
    );
  });

  it('squared loss with a decay ends at ridge regression for a linear network', async () => {
    const linear = { layers: [{ weight: fromNested([[0.3, -0.2]]) }] };
    const given = {
      x: fromNested([
        [1, 0],
        [0, 2],
      ]),
      y: fromNested([1, -3]),
    };
    const weightDecay = 0.25;
    const { network, loss } = await trainNetwork(backend, linear, given, {
      loss: 'squared',
      weightDecay,
      schedule: 'constant',
      stepSize: 0.3,
      maxIterations: 400,
      dtype: 'float64',
    });
    // (x^2 / n + decay) w = x y / n in each coordinate.
    const expected = [0.5 / 0.75, -3 / 2.25];
    const weight = network.layers[0]!.weight.data;
    expect(weight[0]).toBeCloseTo(expected[0]!, 10);
    expect(weight[1]).toBeCloseTo(expected[1]!, 10);
    const squares = (1 - expected[0]!) ** 2 + (-3 - 2 * expected[1]!) ** 2;
    const norm = expected[0]! ** 2 + expected[1]! ** 2;
    expect(loss).toBeCloseTo(squares / 4 + (weightDecay / 2) * norm, 10);
  });

  it('squared loss without a decay fits its targets', async () => {
    const given = {
      x: data.x,
      y: makeHostTensor(
        data.y.data.map((value) => value / 2 - 0.3),
        [9],
      ),
    };
    const one = makeNetwork({ inputSize: 6, hiddenSizes: [40], seed: 2 });
    const { network, ended } = await trainNetwork(backend, one, given, { loss: 'squared', targetLoss: 1e-4 });
    expect(ended).toBe('targetLoss');
    const predicted = await logits(backend, network, given.x);
    const squares = Array.from(predicted.data, (value, i) => (value - given.y.data[i]!) ** 2).reduce((a, b) => a + b);
    expect(squares / 18).toBeLessThan(1.1e-4);
  });

  it.each<[string, TrainingOptions, new (message: string) => Error, RegExp]>([
    [
      'logistic loss with three outputs',
      {},
      ShapeError,
      /logistic needs one output unit, the network has 3; use cross-entropy/,
    ],
    ['squared loss with three outputs', { loss: 'squared' }, ShapeError, /squared needs one output unit/],
    ['a decay with normalized steps', { loss: 'cross-entropy', weightDecay: 0.1 }, DomainError, /use constant/],
    [
      'a negative decay',
      { loss: 'cross-entropy', weightDecay: -1 },
      DomainError,
      /weightDecay must be a number from 0/,
    ],
  ])('refuses %s', async (_, options, error, message) => {
    await expect(trainNetwork(backend, start, data, options)).rejects.toThrow(error);
    await expect(trainNetwork(backend, start, data, options)).rejects.toThrow(message);
  });

  it('refuses labels that are no classes, one output, and an unknown loss', async () => {
    const wrong = {
      x: data.x,
      y: makeHostTensor(
        data.y.data.map((value) => value + 1),
        [9],
      ),
    };
    await expect(trainNetwork(backend, start, wrong, { loss: 'cross-entropy' })).rejects.toThrow(
      /labels must be .*0 to 2.* y\[2\] is 3/,
    );
    const one = makeNetwork({ inputSize: 6, hiddenSizes: [4], seed: 2 });
    await expect(trainNetwork(backend, one, data, { loss: 'cross-entropy' })).rejects.toThrow(
      /two output units.*has 1; use logistic or squared/,
    );
    // @ts-expect-error: not one of the losses
    await expect(trainNetwork(backend, one, data, { loss: 'hinge' })).rejects.toThrow(
      /logistic, cross-entropy or squared/,
    );
  });
});

it('what is made for one output refuses several', async () => {
  expect(() => checkBinaryNetwork(start)).toThrow(/3 output units.*binary/);
  await expect(logits(backend, start, data.x)).rejects.toThrow(/last layer .*one unit/);
  expect(() => makeNetwork({ inputSize: 2, hiddenSizes: [3], outputSize: 0, seed: 1 })).toThrow(DomainError);
});
