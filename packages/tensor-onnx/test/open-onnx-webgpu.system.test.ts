import {
  add,
  DeviceLostError,
  type DeviceTensor,
  DomainError,
  DtypeError,
  fillHostTensor,
  fromNested,
  matmul,
  mul,
  type Shape,
  simplify,
  trace,
} from '@noprior/tensor';
import * as runtime from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { emitModel } from '../src/emit/emit-model.ts';
import { webgpuEmitters } from '../src/emit/webgpu-emitters.ts';
import { serializeModel } from '../src/model/serialize-model.ts';
import { goldenGraph } from './golden-graph.ts';
import { openWebgpuHere } from './open-webgpu-here.ts';

const float32 = (shape: Shape) => ({ shape, dtype: 'float32' }) as const;
const increment = trace({ x: float32([2]) }, ({ x }) => ({ x: add(x, 1) }));

test('the backend names itself, its runtime and its dtype', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  expect(backend.name).toBe('onnx:webgpu');
  expect(backend.dtypes).toEqual(['float32']);
  expect(backend.device).toMatch(/^WebGPU, .*ONNX Runtime \d+\.\d+\.\d+$/);
  await expect(backend.upload(fromNested([1, 2], 'float64'))).rejects.toThrow(DtypeError);
  await backend.dispose();
});

test('no operation of a stationarity loss with its gradients leaves the device', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  for (const graph of [goldenGraph('float32'), simplify(goldenGraph('float32'))]) {
    // With this option ONNX Runtime refuses a model of which it would compute a part on the CPU.
    const session = await runtime.InferenceSession.create(serializeModel(emitModel(graph, webgpuEmitters).model), {
      executionProviders: ['webgpu'],
      logSeverityLevel: 4,
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    expect(session.outputNames.length).toBeGreaterThan(0);
    await session.release();
  }
  await backend.dispose();
});

test('tensors outlive the executable that made them, and are freed after it', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  const executable = await backend.compile(increment);
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  const { x: next } = await executable.run({ x });
  await executable.dispose();
  await executable.dispose();
  await expect(executable.run({ x })).rejects.toThrow(DomainError);
  expect([...(await backend.read(next!)).data]).toEqual([2, 3]);
  backend.release(next!);
  expect([...(await backend.read(x)).data]).toEqual([1, 2]);
  await backend.dispose();
});

test('what is given up while a run or a read is under way is still there for it', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  const executable = await backend.compile(increment);
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  const running = executable.run({ x });
  const reading = backend.read(x);
  backend.release(x);
  const last = executable.run({ x: (await running).x! });
  await executable.dispose();
  expect([...(await reading).data]).toEqual([1, 2]);
  expect([...(await backend.read((await last).x!)).data]).toEqual([3, 4]);
  await expect(backend.read(x)).rejects.toThrow(DomainError);
  await backend.dispose();
});

test('tensors without elements need no device', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  const executable = await backend.compile(trace({ x: float32([0, 2]) }, ({ x }) => ({ x: add(x, 1) })));
  const { x } = await executable.run({ x: await backend.upload(fillHostTensor(0, [0, 2], 'float32')) });
  expect(await backend.read(x!)).toEqual(fillHostTensor(0, [0, 2], 'float32'));
  await backend.dispose();
});

test('two backends side by side; neither takes the tensors of the other', async ({ skip }) => {
  const one = await openWebgpuHere(skip);
  const two = await openWebgpuHere(skip);
  const x = await one.upload(fromNested([1, 2], 'float32'));
  await expect(two.read(x)).rejects.toThrow(DomainError);
  await two.dispose();
  expect([...(await one.read(x)).data]).toEqual([1, 2]);
  await one.dispose();
});

test('a tensor that no device can hold ends the backend in an error, and another one opens', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  const side = 2e5;
  const graph = trace({ x: float32([side, 1]) }, ({ x }) => ({ y: mul(x, matmul(x, x, { transposeB: true })) }));
  const executable = await backend.compile(graph);
  const x = await backend.upload(fillHostTensor(1, [side, 1], 'float32'));
  await expect(executable.run({ x })).rejects.toThrow(DeviceLostError);
  await expect(backend.read(x)).rejects.toThrow(/onnx:webgpu: the device is lost/);
  await backend.dispose();
  const next = await openWebgpuHere(skip);
  const y = await next!.upload(fromNested([1, 2], 'float32'));
  expect([...(await next!.read(y)).data]).toEqual([1, 2]);
  await next!.dispose();
});

test('memory stays constant over a loop that feeds its state back, with a new scalar in every run', async ({
  skip,
}) => {
  const backend = await openWebgpuHere(skip);
  const shape = [64, 64];
  const graph = trace({ x: float32(shape), v: float32(shape), rate: float32([]) }, ({ x, v, rate }) => ({
    x: add(x, v),
    v: mul(v, rate),
  }));
  const executable = await backend.compile(graph);
  let state: Record<'x' | 'v', DeviceTensor> = {
    x: await backend.upload(fillHostTensor(0, shape, 'float32')),
    v: await backend.upload(fillHostTensor(1, shape, 'float32')),
  };
  const loop = async (steps: number): Promise<void> => {
    for (let step = 0; step < steps; step++) {
      const rate = await backend.upload(fillHostTensor(0.5, [], 'float32'));
      const { x, v } = await executable.run({ ...state, rate }, { donate: ['x', 'v', 'rate'] });
      state = { x: x!, v: v! };
    }
  };
  const used = (): number => process.memoryUsage().rss / 2 ** 20;
  await loop(1000);
  const before = used();
  await loop(3000);
  expect((await backend.read(state.x)).data.every((value) => value === 2)).toBe(true);
  // A leak of the state would be 94 MiB, of half of it 47 MiB.
  expect(used() - before).toBeLessThan(25);
  await backend.dispose();
});
