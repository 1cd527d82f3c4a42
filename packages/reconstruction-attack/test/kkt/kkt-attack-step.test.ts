import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { kktAttackStep } from '@noprior/reconstruction-attack';
import {
  type Backend,
  definedOnly,
  evaluate,
  fillHostTensor,
  fromNested,
  type HostTensor,
  makeHostTensor,
} from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { runKkt } from '../run-with.ts';
import { smallConfig, smallNetwork, smallSgd } from '../small-attack.ts';

const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', () => openOnnxCpu()],
];

describe.each(backends)('1,000 iterations on %s', (_, open) => {
  it.each([
    ['SGD', smallSgd, undefined],
    ['Adam with schedules', { ...smallConfig, alpha: { from: 10, to: 100 } }, undefined],
    ['Adam with a target', smallConfig, -1],
  ])(
    '%s: six scalars are read at an evaluation and nothing between; tensors alive stay as many',
    async (_, base, target) => {
      const inner = await open();
      const backend = countingBackend(inner);
      const reads: number[] = [];
      const alive: number[] = [];
      const config = { ...base, maxIterations: 1001, ...definedOnly({ targetLoss: target }) };
      await runKkt(smallNetwork, config, {
        backend,
        evaluateEvery: 100,
        onProgress: () => {
          reads.push(backend.reads.length);
          alive.push(backend.alive.size);
        },
      });
      expect(reads).toEqual(Array.from({ length: 11 }, (_, evaluation) => 6 * (evaluation + 1)));
      expect(backend.reads.slice(0, 66).every(({ shape }) => shape.length === 0)).toBe(true);
      expect(new Set(alive).size).toBe(1);
      expect(backend.alive.size).toBe(0);
      // One more run is the evaluation of the result.
      expect(backend.runs()).toBe(1001 + 1);
      await inner.dispose();
    },
  );

  it('nothing stays alive after an error or an abort', async () => {
    const inner = await open();
    const backend = countingBackend(inner);
    const wild = { ...smallSgd, dtype: 'float32' as const, stepSize: 1e30, maxIterations: 300 };
    await expect(runKkt(smallNetwork, wild, { backend })).rejects.toThrow(/iteration/);
    expect(backend.alive.size).toBe(0);
    await runKkt(smallNetwork, smallConfig, { backend, maxSeconds: 1e-6 });
    expect(backend.alive.size).toBe(0);
    const throwing = () => {
      throw new RangeError('from the caller');
    };
    await expect(runKkt(smallNetwork, smallConfig, { backend, onProgress: throwing })).rejects.toThrow(RangeError);
    expect(backend.alive.size).toBe(0);
    await inner.dispose();
  });
});

it('10,000 steps on onnx:cpu neither grow memory nor read between evaluations', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const inner = await openOnnxCpu();
  const backend = countingBackend(inner);
  const usage: { native: number; host: number }[] = [];
  const reads: number[] = [];
  await runKkt(
    smallNetwork,
    { ...smallConfig, alpha: { from: 10, to: 100 }, maxIterations: 10_001 },
    {
      backend,
      evaluateEvery: 2000,
      onProgress: () => {
        collect();
        const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
        // V8 keeps pages of its heap that it has emptied; what a session leaks lies outside of them.
        usage.push({ native: rss - heapTotal, host: heapUsed + external + arrayBuffers });
        reads.push(backend.reads.length);
      },
    },
  );
  await inner.dispose();
  expect(reads).toEqual([6, 12, 18, 24, 30, 36]);
  const [, warm] = usage;
  const end = usage.at(-1)!;
  const megabyte = 2 ** 20;
  expect((end.host - warm!.host) / megabyte).toBeLessThan(5);
  expect((end.native - warm!.native) / megabyte).toBeLessThan(20);
});

describe('kktAttackStep', () => {
  const y = makeHostTensor([1, 1, 1, -1, -1, -1], [6]);
  const config = { ...smallSgd, dtype: 'float32' as const };

  it('counts finite losses up to the first that is not, even if later ones are finite again', async () => {
    const step = kktAttackStep(smallNetwork, y, config);
    const backend = openReference();
    const state: Record<string, HostTensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(step.state)) state[name] = fillHostTensor(0, shape, dtype);
    const scalars = Object.fromEntries(
      Object.entries(step.scalarsAt(0)).map(([name, value]) => [name, fromNested(value, 'float32')]),
    );
    const run = async (scale: number, before: Record<string, HostTensor>) => {
      const given = {
        ...before,
        x: fillHostTensor(scale, [6, 5], 'float32'),
        lambda: fillHostTensor(1, [6], 'float32'),
      };
      const { total, finiteSteps, broken } = await evaluate(backend, step.graph, { ...state, ...given, ...scalars });
      return { total: total!.data[0]!, counters: { finiteSteps: finiteSteps!, broken: broken! } };
    };
    const first = await run(0.5, {});
    expect([first.counters.finiteSteps.data[0], first.counters.broken.data[0]]).toEqual([1, 0]);
    const second = await run(1e30, first.counters);
    expect(Number.isFinite(second.total)).toBe(false);
    expect([second.counters.finiteSteps.data[0], second.counters.broken.data[0]]).toEqual([1, 1]);
    const third = await run(0.5, second.counters);
    expect(third.total).toBe(first.total);
    expect([third.counters.finiteSteps.data[0], third.counters.broken.data[0]]).toEqual([1, 1]);
  });

  it('takes every schedule as scalars', () => {
    const scheduled = { ...smallConfig, alpha: { from: 10, to: 1000 }, maxIterations: 101 };
    const { scalarsAt } = kktAttackStep(smallNetwork, y, scheduled);
    expect(scalarsAt(0).alpha).toBe(10);
    expect(scalarsAt(100).alpha).toBeCloseTo(1000, 9);
    expect(scalarsAt(0).lambdaMin).toBe(0.1);
    // Adam's correction at t = 1: sqrt(1 - 0.999) / (1 - 0.9)
    expect(scalarsAt(0)['x.stepSize']).toBeCloseTo((0.02 * Math.sqrt(0.001)) / 0.1, 12);
    expect(scalarsAt(0)['lambda.stepSize']).toBeCloseTo((3e-3 * Math.sqrt(0.001)) / 0.1, 12);
    expect(scalarsAt(0)['x.epsilon']).toBeCloseTo(1e-8 * Math.sqrt(0.001), 20);
    expect(scalarsAt(100)['x.stepSize']).toBeLessThan(0.02 * 0.001);
  });

  it('chooses a form by the sizes, and keeps the one that is asked for', () => {
    expect(kktAttackStep(smallNetwork, y, { ...config, form: 'direct' }).form).toBe('direct');
    expect(kktAttackStep(smallNetwork, y, { ...config, form: 'gram' }).form).toBe('gram');
    const many = makeHostTensor(new Float64Array(5000).fill(1), [5000]);
    expect(kktAttackStep(smallNetwork, many, { ...config, form: 'auto' }).form).toBe('direct');
  });
});
