import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Backend,
  ConvergenceError,
  DomainError,
  type Dtype,
  FormatError,
  fromNested,
  makeHostTensor,
  ShapeError,
} from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  inspectCheckpoint,
  loadNetwork,
  makeNetwork,
  margins,
  parameters,
  type ReluNetwork,
  removeCheckpoint,
  saveNetwork,
  type TrainingOptions,
  type TrainingProgress,
  trainNetwork,
} from '../src/index.ts';
import { sphereData } from './sphere-data.ts';

const data = sphereData(12, 8, 1);
const start = makeNetwork({ inputSize: 8, hiddenSizes: [24], seed: 2 });

function numbers(network: ReluNetwork): number[][] {
  return Object.values(parameters(network)).map(({ data: values }) => [...values]);
}

function largestDifference(a: ReluNetwork, b: ReluNetwork): number {
  const other = numbers(b).flat();
  return Math.max(
    ...numbers(a)
      .flat()
      .map((value, index) => Math.abs(value - other[index]!)),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'relu-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', openOnnxCpu],
];

describe.each(backends)('trainNetwork on %s', (name, open) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend.dispose());

  it.each<[Dtype, number]>([
    ['float32', 1e-20],
    ['float64', 1e-30],
  ])('reaches a tiny loss in %s', async (dtype, targetLoss) => {
    const result = await trainNetwork(backend, start, data, { dtype, targetLoss });
    expect(result.ended).toBe('targetLoss');
    expect(result.loss).toBeLessThanOrEqual(targetLoss);
    expect(result.loss).toBeGreaterThan(targetLoss / 2);
    const q = await margins(backend, result.network, data);
    expect(q.dtype).toBe(dtype);
    const loss = [...q.data].reduce((sum, margin) => sum + Math.log1p(Math.exp(-margin)), 0) / 12;
    expect(Math.abs(loss / result.loss - 1)).toBeLessThan(dtype === 'float32' ? 1e-4 : 1e-11);
  });

  it('takes the same steps as gradient descent by hand, for a linear model', async () => {
    const linear: ReluNetwork = { layers: [{ weight: fromNested([[0.5, -1]]) }] };
    const one = { x: fromNested([[1, 2]]), y: fromNested([1]) };
    const w = [0.5, -1];
    for (let step = 0; step < 7; step++) {
      const q = w[0]! + 2 * w[1]!;
      const pull = 0.3 / (1 + Math.exp(q));
      w[0]! += pull;
      w[1]! += 2 * pull;
    }
    const options = { schedule: 'constant', stepSize: 0.3, maxIterations: 7, dtype: 'float64' } as const;
    const { network, iterations, loss } = await trainNetwork(backend, linear, one, options);
    expect(iterations).toBe(7);
    network.layers[0]!.weight.data.forEach((value, index) => {
      expect(value).toBeCloseTo(w[index]!, 12);
    });
    expect(loss).toBeCloseTo(Math.log1p(Math.exp(-(w[0]! + 2 * w[1]!))), 12);
  });

  it('keeps every step of the normalized schedule within its two bounds', async () => {
    const dtype = 'float64';
    const small = makeNetwork({ inputSize: 8, hiddenSizes: [24], seed: 2, initialisation: 'scaled-first', dtype });
    let before = small;
    let logLoss = 0;
    for (const maxIterations of [0, 1, 2, 3, 40, 41, 200, 201]) {
      const bounds = { maxLogLossChange: 0.05, maxRelativeChange: 0.03 };
      const result = await trainNetwork(backend, small, data, { dtype, maxIterations, targetLoss: 1e-300, ...bounds });
      if ([1, 2, 3, 41, 201].includes(maxIterations)) {
        expect(logLoss - result.logLoss).toBeLessThan(0.055);
        expect(logLoss - result.logLoss).toBeGreaterThan(0);
        const [from, to] = [before, result.network].map((network) => numbers(network));
        const norm = (values: number[][]): number => Math.hypot(...values.flat());
        // Tensors: weight and bias of the first layer, weight of the second.
        for (const [first, end] of [
          [0, 2],
          [2, 3],
        ] as const) {
          const old = from!.slice(first, end);
          const change = to!.slice(first, end).map((values, index) => values.map((v, i) => v - old[index]![i]!));
          expect(norm(change)).toBeLessThanOrEqual(0.03 * norm(old) * (1 + 1e-9));
        }
      }
      before = result.network;
      logLoss = result.logLoss;
    }
  });

  it('continues after an interruption with the same bits', async () => {
    for (const schedule of ['normalized', 'constant'] as const) {
      const path = join(folder, `${name.replace(':', '-')}-${schedule}.safetensors`);
      const options: TrainingOptions = { schedule, targetLoss: 1e-12, maxIterations: 400 };
      const whole = await trainNetwork(backend, start, data, options);
      const half = await trainNetwork(backend, start, data, { ...options, maxIterations: 137, checkpoint: { path } });
      expect(half.ended).toBe('maxIterations');
      const fewer = { ...options, maxIterations: 136, checkpoint: { path }, resume: true };
      await expect(trainNetwork(backend, start, data, fewer)).rejects.toThrow(
        /at iteration 137, beyond maxIterations 136/,
      );
      const rest = await trainNetwork(backend, start, data, { ...options, checkpoint: { path }, resume: true });
      expect(rest.resumedFrom).toBe(137);
      expect(rest.iterations).toBe(whole.iterations);
      expect(rest.logLoss).toBe(whole.logLoss);
      expect(numbers(rest.network)).toEqual(numbers(whole.network));
      expect(numbers(half.network)).not.toEqual(numbers(whole.network));
    }
  });

  it('reads nothing but the loss at its looks, and forgets everything in the end', async () => {
    const counting = countingBackend(backend);
    const looks: number[] = [];
    const result = await trainNetwork(counting, start, data, {
      targetLoss: 1e-300,
      maxIterations: 95,
      evaluateEvery: 20,
      onProgress: ({ iteration }) => looks.push(iteration),
    });
    expect(looks).toEqual([0, 20, 40, 60, 80, 95]);
    expect(result.iterations).toBe(95);
    // A run at every look; between looks 19 steps are runs of 9, 9 and 1, and the last 14 are 9 and 5.
    expect(counting.runs()).toBe(6 + 4 * 3 + 2);
    const scalars = counting.reads.slice(0, looks.length);
    expect(scalars.map(({ shape }) => shape)).toEqual(looks.map(() => []));
    // After the last look: the three parameters.
    expect(counting.reads.length).toBe(looks.length + 3);
    expect(counting.alive.size).toBe(0);
  });
});

describe('trainNetwork', () => {
  const backend = openReference();

  it('agrees between float32 and float64, and between backends', async () => {
    const options: TrainingOptions = { maxIterations: 100, targetLoss: 1e-300 };
    const single = await trainNetwork(backend, start, data, options);
    const double = await trainNetwork(backend, start, data, { ...options, dtype: 'float64' });
    const onnx = await openOnnxCpu();
    const other = await trainNetwork(onnx, start, data, { ...options, dtype: 'float64' });
    await onnx.dispose();
    expect(largestDifference(other.network, double.network)).toBeLessThan(1e-11);
    expect(largestDifference(single.network, double.network)).toBeLessThan(1e-4);
    expect(largestDifference(start, double.network)).toBeGreaterThan(1e-2);
  });

  it('moves a network whose layers are zero but one', async () => {
    const zero: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [0, 0],
            [0, 0],
          ]),
          bias: fromNested([0.5, 0.5]),
        },
        { weight: fromNested([[0, 0]]) },
      ],
    };
    const two = {
      x: fromNested([
        [1, 0],
        [0, 1],
      ]),
      y: fromNested([1, 1]),
    };
    const { loss } = await trainNetwork(backend, zero, two, { dtype: 'float64', maxIterations: 3000 });
    expect(loss).toBeLessThan(1e-3);
  });

  it('stops at once when aborted, with a checkpoint that continues', async () => {
    const path = join(folder, 'aborted.safetensors');
    const abort = new AbortController();
    const options: TrainingOptions = { targetLoss: 1e-8, checkpoint: { path }, resume: true };
    const ended = await trainNetwork(backend, start, data, {
      ...options,
      signal: abort.signal,
      onProgress: ({ iteration }) => {
        if (iteration === 50) abort.abort();
      },
    });
    expect(ended).toMatchObject({ ended: 'aborted', iterations: 51, resumedFrom: 0 });
    const whole = await trainNetwork(backend, start, data, { targetLoss: 1e-8 });
    const rest = await trainNetwork(backend, start, data, options);
    expect(rest.resumedFrom).toBe(51);
    expect(numbers(rest.network)).toEqual(numbers(whole.network));
    expect(numbers(await loadNetwork(path))).toEqual(numbers(whole.network));
  });

  it('writes checkpoints as often as it is told, without changing the numbers', async () => {
    const path = join(folder, 'often.safetensors');
    const options: TrainingOptions = { targetLoss: 1e-300, maxIterations: 60, evaluateEvery: 20 };
    const counting = countingBackend(backend);
    const often = await trainNetwork(counting, start, data, { ...options, checkpoint: { path, everySeconds: 1e-9 } });
    // Looks at 0, 20, 40 and 60; each reads the loss and, for its checkpoint, three parameters.
    expect(counting.reads.length).toBe(4 * (1 + 3));
    const seldom = countingBackend(backend);
    const whole = await trainNetwork(seldom, start, data, { ...options, checkpoint: { path } });
    expect(seldom.reads.length).toBe(4 + 3);
    expect(numbers(often.network)).toEqual(numbers(whole.network));
  });

  it('lets timers run, so that a timer can abort it', async () => {
    const signal = AbortSignal.timeout(300);
    const { ended } = await trainNetwork(backend, start, data, { targetLoss: 1e-300, dtype: 'float64', signal });
    expect(ended).toBe('aborted');
  });

  it('stops when the time is up, and reports on the way', async () => {
    const reports: TrainingProgress[] = [];
    const result = await trainNetwork(backend, start, data, {
      dtype: 'float64',
      schedule: 'constant',
      maxSeconds: 0.4,
      evaluateEvery: 5,
      onProgress: (progress) => reports.push(progress),
    });
    expect(result.ended).toBe('maxSeconds');
    expect(result.seconds).toBeGreaterThanOrEqual(0.4);
    expect(reports[0]).toMatchObject({ iteration: 0, secondsLeft: undefined });
    expect(reports[0]!.loss).toBeCloseTo(Math.exp(reports[0]!.logLoss), 12);
    expect(reports.at(-1)!.secondsLeft).toBe(0);
    const middle = reports[Math.floor(reports.length / 2)]!;
    expect((middle.secondsLeft ?? 0) + middle.seconds).toBeLessThanOrEqual(0.4 + 1e-9);
  });

  it('describes itself in the metadata, and keeps what was there', async () => {
    const described = { ...start, preprocessing: { classes: ['even', 'odd'] as const }, metadata: { origin: 'here' } };
    const { network } = await trainNetwork(backend, described, data, { maxIterations: 20 });
    expect(network.preprocessing).toEqual({ classes: ['even', 'odd'] });
    expect(network.metadata?.origin).toBe('here');
    expect(JSON.parse(network.metadata?.training ?? '')).toMatchObject({
      schedule: 'normalized',
      maxLogLossChange: 0.01,
      maxRelativeChange: 0.01,
      dtype: 'float32',
      backend: 'reference',
      iterations: 20,
    });
  });

  it('names the iteration of a divergence', async () => {
    const huge = {
      ...data,
      x: makeHostTensor(
        data.x.data.map((value) => 1e30 * value),
        data.x.shape,
      ),
    };
    const counting = countingBackend(backend);
    const options = { schedule: 'constant', stepSize: 1e30, evaluateEvery: 1 } as const;
    const run = (): Promise<unknown> => trainNetwork(counting, start, huge, options);
    await expect(run).rejects.toThrow(ConvergenceError);
    await expect(run).rejects.toThrow(/at iteration [12], .* smaller stepSize/);
    expect(counting.alive.size).toBe(0);
  });

  it.each<[TrainingOptions, RegExp]>([
    [{ stepSize: 0.1 }, /stepSize has no meaning for the schedule normalized/],
    [{ schedule: 'constant', maxLogLossChange: 1 }, /maxLogLossChange has no meaning/],
    [{ schedule: 'constant', maxRelativeChange: 1 }, /maxRelativeChange has no meaning/],
    [{ schedule: 'constant', stepSize: 0 }, /stepSize must be positive, got 0/],
    [{ maxRelativeChange: Number.NaN }, /maxRelativeChange must be positive, got NaN/],
    [{ targetLoss: -1 }, /targetLoss must be positive/],
    [{ maxSeconds: 0 }, /maxSeconds must be positive/],
    [{ maxIterations: 1.5 }, /maxIterations must be an integer from 0, got 1\.5/],
    [{ evaluateEvery: 0 }, /evaluateEvery must be an integer from 1/],
    [{ resume: true }, /resume needs checkpoint\.path/],
    [{ checkpoint: { path: 'x.npz' } }, /checkpoint.path must end in .safetensors, got x.npz/],
    [{ checkpoint: { path: 'x.safetensors', everySeconds: 0 } }, /everySeconds must be positive/],
    [JSON.parse('{"schedule":"cosine"}'), /constant or normalized, got "cosine"/],
  ])('refuses %o', async (options, message) => {
    await expect(trainNetwork(backend, start, data, options)).rejects.toThrow(DomainError);
    await expect(trainNetwork(backend, start, data, options)).rejects.toThrow(message);
  });

  it('refuses data that do not fit', async () => {
    await expect(trainNetwork(backend, start, sphereData(4, 7, 0))).rejects.toThrow(ShapeError);
  });

  it('refuses a checkpoint of another training, and files that are none', async () => {
    const path = join(folder, 'other.safetensors');
    const options = { maxIterations: 5, checkpoint: { path } };
    await trainNetwork(backend, start, data, options);
    const resume = (change: TrainingOptions, network = start, given = data): Promise<unknown> =>
      trainNetwork(backend, network, given, { ...options, resume: true, ...change });
    await expect(resume({ maxRelativeChange: 0.05 })).rejects.toThrow(FormatError);
    await expect(resume({ maxRelativeChange: 0.05 })).rejects.toThrow(/its rule is/);
    await expect(resume({ dtype: 'float64' })).rejects.toThrow(/its dtype is "float32", expected "float64"/);
    await expect(resume({}, start, sphereData(12, 8, 9))).rejects.toThrow(/its data is/);
    await expect(resume({}, makeNetwork({ inputSize: 8, hiddenSizes: [24], seed: 3 }))).rejects.toThrow(/its start is/);
    const elsewhere = { ...backend, name: 'elsewhere' };
    await expect(trainNetwork(elsewhere, start, data, { ...options, resume: true })).rejects.toThrow(
      /its backend is "[^"]+", expected "elsewhere"/,
    );
    await saveNetwork(path, start);
    await expect(resume({})).rejects.toThrow(/not a checkpoint of a training/);
    await saveNetwork(path, { ...start, metadata: { checkpoint: '{"iteration":5}' } });
    await expect(resume({})).rejects.toThrow(/version 1, whose checkpoints have no checksum; .*start anew/);
  });

  it('refuses a checkpoint with a changed bit, wherever it is', async () => {
    const path = join(folder, 'flipped.safetensors');
    const options = { maxIterations: 5, checkpoint: { path } };
    await trainNetwork(backend, start, data, options);
    expect(await inspectCheckpoint(path)).toMatchObject({ kind: 'training', iteration: 5 });
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 97) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= 1 << (at % 8);
      writeFileSync(path, changed);
      await expect(trainNetwork(backend, start, data, { ...options, resume: true })).rejects.toThrow(FormatError);
      await expect(inspectCheckpoint(path)).rejects.toThrow(FormatError);
    }
    await removeCheckpoint(path);
    expect(await inspectCheckpoint(path)).toBeUndefined();
  });

  it('counts the seconds of all its parts', async () => {
    const path = join(folder, 'seconds.safetensors');
    await trainNetwork(backend, start, data, { maxIterations: 5, checkpoint: { path } });
    const first = (await inspectCheckpoint(path))!;
    await trainNetwork(backend, start, data, { maxIterations: 5, checkpoint: { path }, resume: true });
    expect((await inspectCheckpoint(path))!.seconds).toBeGreaterThan(first.seconds);
  });

  it('meets its target where a training without an interruption looks, and nowhere else', async () => {
    const path = join(folder, 'target.safetensors');
    const options: TrainingOptions = { targetLoss: 1e-3, evaluateEvery: 50, checkpoint: { path } };
    const whole = await trainNetwork(backend, start, data, { targetLoss: 1e-3, evaluateEvery: 50 });
    const fine = await trainNetwork(backend, start, data, { targetLoss: 1e-3, evaluateEvery: 1 });
    expect(fine.iterations).toBeLessThan(whole.iterations);
    // Interrupted between two looks, where the loss is below the target already.
    const cut = await trainNetwork(backend, start, data, { ...options, maxIterations: fine.iterations });
    expect(cut.iterations).toBe(fine.iterations);
    const abort = AbortSignal.abort();
    const aborted = await trainNetwork(backend, start, data, { ...options, resume: true, signal: abort });
    expect(aborted).toMatchObject({ ended: 'aborted', iterations: fine.iterations });
    const rest = await trainNetwork(backend, start, data, { ...options, resume: true });
    expect(rest).toMatchObject({ ended: 'targetLoss', iterations: whole.iterations });
    expect(numbers(rest.network)).toEqual(numbers(whole.network));
  });
});
