import { type Backend, ConvergenceError, DomainError, fromNested, makeHostTensor, ShapeError } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  gaussianMu,
  makeNetwork,
  type PrivateTrainingOptions,
  parameters,
  type ReluNetwork,
  type TrainingProgress,
  trainNetwork,
  trainPrivately,
} from '../src/index.ts';
import { sphereData } from './sphere-data.ts';

const data = sphereData(12, 8, 1);
const start = makeNetwork({ inputSize: 8, hiddenSizes: [24, 6], bias: 'all', seed: 2 });
const usual: PrivateTrainingOptions = { clip: 0.5, noiseMultiplier: 1, stepSize: 0.5, steps: 30, seed: 4 };

function numbers(network: ReluNetwork): number[] {
  return Object.values(parameters(network)).flatMap(({ data: values }) => [...values]);
}

function differences(a: ReluNetwork, b: ReluNetwork): number[] {
  const other = numbers(b);
  return numbers(a).map((value, index) => value - other[index]!);
}

const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', openOnnxCpu],
];

describe.each(backends)('trainPrivately on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend.dispose());

  it('is gradient descent without noise and clip', async () => {
    const dtype = 'float64';
    const plain = await trainNetwork(backend, start, data, {
      ...{ schedule: 'constant', stepSize: 0.5, maxIterations: 60, targetLoss: 1e-300, dtype },
    });
    const options = {
      clip: Number.POSITIVE_INFINITY,
      noiseMultiplier: 0,
      stepSize: 0.5,
      steps: 60,
      seed: 0,
      dtype,
    } as const;
    const own = await trainPrivately(backend, start, data, options);
    expect(Math.max(...differences(own.network, plain.network).map(Math.abs))).toBeLessThan(1e-12);
    expect(Math.abs(own.logLoss - plain.logLoss)).toBeLessThan(1e-12);
    expect(own).toMatchObject({ iterations: 60, ended: 'maxIterations', mu: Number.POSITIVE_INFINITY });
    expect(Math.max(...differences(own.network, start).map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('moves no farther in a step than clip and step size allow', async () => {
    const options = { ...usual, clip: 1e-3, noiseMultiplier: 0, stepSize: 2, steps: 1 };
    const { network } = await trainPrivately(backend, start, data, { ...options, dtype: 'float64' });
    const moved = Math.hypot(...differences(network, start));
    expect(moved).toBeLessThanOrEqual(2e-3 * (1 + 1e-9));
    expect(moved).toBeGreaterThan(2e-4);
  });

  it('adds noise of the standard deviation that is asked for, every step anew', async () => {
    // A model without any data to learn from: the gradient by the weight is 0 where x is, so all that moves it is noise.
    const d = 4000;
    const blank: ReluNetwork = { layers: [{ weight: makeHostTensor(new Float64Array(d), [1, d]) }] };
    const nothing = { x: makeHostTensor(new Float64Array(2 * d), [2, d]), y: fromNested([1, -1]) };
    const run = async (steps: number) => {
      const options = { clip: 3, noiseMultiplier: 0.7, stepSize: 0.5, steps, seed: 9, dtype: 'float64' } as const;
      return numbers((await trainPrivately(backend, blank, nothing, options)).network);
    };
    const deviation = (values: readonly number[]): number => Math.hypot(...values) / Math.sqrt(d);
    const [one, two] = [await run(1), await run(2)];
    const expected = (0.5 / 2) * 0.7 * 3;
    // Five standard deviations of a standard deviation.
    const band = 5 / Math.sqrt(2 * d);
    expect(Math.abs(deviation(one) / expected - 1)).toBeLessThan(band);
    const second = two.map((value, index) => value - one[index]!);
    expect(Math.abs(deviation(second) / expected - 1)).toBeLessThan(band);
    const correlation = one.reduce((sum, value, index) => sum + value * second[index]!, 0) / d / expected ** 2;
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(d));
  });

  it('depends on the seed alone, not on how often it looks; and forgets everything in the end', async () => {
    const counting = countingBackend(backend);
    const looks: number[] = [];
    const a = await trainPrivately(counting, start, data, {
      ...{ ...usual, evaluateEvery: 20 },
      onProgress: ({ iteration }) => looks.push(iteration),
    });
    expect(looks).toEqual([0, 20, 30]);
    expect(counting.alive.size).toBe(0);
    // Three losses, and every parameter once.
    expect(counting.reads.length).toBe(3 + Object.keys(parameters(start)).length);
    const b = await trainPrivately(backend, start, data, { ...usual, evaluateEvery: 1 });
    expect(numbers(b.network)).toEqual(numbers(a.network));
    const other = await trainPrivately(backend, start, data, { ...usual, seed: 5 });
    expect(numbers(other.network)).not.toEqual(numbers(a.network));
  });
});

describe('trainPrivately', () => {
  const backend = openReference();

  it('learns with little noise, and less with much', async () => {
    const losses: number[] = [];
    for (const noiseMultiplier of [0.05, 20]) {
      const { loss } = await trainPrivately(backend, start, data, { ...usual, noiseMultiplier, steps: 100 });
      losses.push(loss);
    }
    expect(losses[0]).toBeLessThan(0.2);
    expect(losses[1]).toBeGreaterThan(2 * losses[0]!);
  });

  it('publishes neither the loss nor the seed, and keeps what was there', async () => {
    const described = { ...start, preprocessing: { classes: ['even', 'odd'] as const }, metadata: { origin: 'here' } };
    const { network, mu } = await trainPrivately(backend, described, data, usual);
    expect(mu).toBe(gaussianMu(1, 30));
    expect(network.preprocessing).toEqual({ classes: ['even', 'odd'] });
    expect(network.metadata?.origin).toBe('here');
    expect(JSON.parse(network.metadata?.training ?? '')).toEqual({
      ...{ algorithm: 'private', clip: 0.5, noiseMultiplier: 1, stepSize: 0.5, iterations: 30, mu },
      ...{ dtype: 'float32', backend: 'reference' },
    });
  });

  it('stops when aborted or when the time is up; mu is that of the steps taken', async () => {
    const abort = new AbortController();
    const reports: TrainingProgress[] = [];
    const ended = await trainPrivately(backend, start, data, {
      ...{ ...usual, steps: 1000, signal: abort.signal },
      onProgress: (progress) => {
        reports.push(progress);
        if (progress.iteration === 50) abort.abort();
      },
    });
    expect(ended).toMatchObject({ ended: 'aborted', iterations: 51, mu: Math.sqrt(51) });
    expect(reports[0]).toMatchObject({ iteration: 0, secondsLeft: undefined });
    // 950 steps more at the pace of the 50 before them.
    const middle = reports.find(({ iteration }) => iteration === 50)!;
    // Nothing is said before a second has passed.
    if (middle.seconds < 1) expect(middle.secondsLeft).toBeUndefined();
    else expect(middle.secondsLeft).toBeGreaterThan(0);
    const late = await trainPrivately(backend, start, data, { ...usual, steps: 10_000_000, maxSeconds: 0.2 });
    expect(late.ended).toBe('maxSeconds');
    expect(late.mu).toBe(Math.sqrt(late.iterations));
  });

  it('names the iteration of a divergence', async () => {
    const huge = { ...usual, clip: 1e30, stepSize: 1e30, evaluateEvery: 1 };
    await expect(trainPrivately(backend, start, data, huge)).rejects.toThrow(ConvergenceError);
    await expect(trainPrivately(backend, start, data, huge)).rejects.toThrow(
      /trainPrivately: .* at iteration 1, .* smaller stepSize/,
    );
  });

  it.each<[Partial<PrivateTrainingOptions>, RegExp]>([
    [{ clip: 0 }, /clip must be positive, got 0/],
    [{ clip: Number.NaN }, /clip must be positive, got NaN/],
    [{ clip: Number.POSITIVE_INFINITY }, /clip must be finite; or set noiseMultiplier to 0/],
    [{ noiseMultiplier: -1 }, /noiseMultiplier must be a number from 0, got -1/],
    [{ stepSize: 0 }, /stepSize must be positive and finite, got 0/],
    [{ steps: 0 }, /steps must be an integer from 1, got 0/],
    [{ evaluateEvery: 0.5 }, /evaluateEvery must be an integer from 1, got 0\.5/],
    [{ maxSeconds: 0 }, /maxSeconds must be positive, got 0/],
    [{ seed: -1 }, /seed must be an integer/],
  ])('refuses %o', async (change, message) => {
    const run = trainPrivately(backend, start, data, { ...usual, ...change });
    await expect(run).rejects.toThrow(DomainError);
    await expect(run).rejects.toThrow(message);
  });

  it('refuses networks of several outputs and data that do not fit', async () => {
    const several = makeNetwork({ inputSize: 8, hiddenSizes: [4], outputSize: 3, seed: 1 });
    await expect(trainPrivately(backend, several, data, usual)).rejects.toThrow(ShapeError);
    await expect(trainPrivately(backend, start, sphereData(4, 7, 0), usual)).rejects.toThrow(ShapeError);
    const classes = {
      ...data,
      y: makeHostTensor(
        data.y.data.map((_, row) => row % 3),
        [12],
      ),
    };
    await expect(trainPrivately(backend, start, classes, usual)).rejects.toThrow(/labels must be -1 or \+1/);
  });
});
