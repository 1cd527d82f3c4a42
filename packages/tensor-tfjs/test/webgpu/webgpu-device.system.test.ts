import {
  BackendUnavailableError,
  DeviceLostError,
  DomainError,
  evaluate,
  fromNested,
  matmul,
  mul,
  trace,
} from '@noprior/tensor';
import { openTfjsWebgpu } from '@noprior/tensor-tfjs';
import { expect, test } from 'vitest';
import { makeBackend } from '../../src/make-backend.ts';
import { openWebgpuDevice } from '../../src/open-tfjs-webgpu.ts';
import { gpuGlobalNames } from '../../src/webgpu/gpu-globals.ts';

const spec = { shape: [2], dtype: 'float32' } as const;
const double = trace({ x: spec }, ({ x }) => ({ y: mul(x, 2) }));

/** The device and the backend on it; where there is none and none is required, the test is skipped with a reason. */
async function open(skip: (reason: string) => never) {
  try {
    const opened = await openWebgpuDevice();
    return { ...opened, backend: makeBackend(opened.device, 'a GPU') };
  } catch (error) {
    const required = process.env.REQUIRED_BACKENDS?.split(',').includes('tfjs:webgpu') ?? false;
    if (required || !(error instanceof BackendUnavailableError)) throw error;
    return skip(`NOT RUN: ${error.message}`);
  }
}

test('without an adapter the error says what to do', async () => {
  const opening = openTfjsWebgpu({ gpu: { requestAdapter: async () => null } });
  await expect(opening).rejects.toThrow(BackendUnavailableError);
  await expect(opening).rejects.toThrow(/no WebGPU adapter; install/);
});

test('an adapter that fails, or gives no device, is unavailable', async () => {
  const failing = openTfjsWebgpu({ gpu: { requestAdapter: () => Promise.reject(new Error('driver crashed')) } });
  await expect(failing).rejects.toThrow(BackendUnavailableError);
  await expect(failing).rejects.toThrow('driver crashed');
});

test('globals that tfjs needs stay, hidden; navigator is as it was', async ({ skip }) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  const opened = await open(skip);
  for (const name of gpuGlobalNames) expect(name in globalThis, name).toBe(true);
  expect(Object.keys(globalThis).filter((name) => name.startsWith('GPU'))).toEqual([]);
  expect(Object.getOwnPropertyDescriptor(globalThis, 'navigator')).toEqual(before);
  expect(Reflect.get(Object(Reflect.get(globalThis, 'navigator')), 'gpu')).toBeUndefined();
  await opened.backend.dispose();
});

test('the device is named, and two of them compute side by side', async ({ skip }) => {
  const opened = await open(skip);
  const other = await openTfjsWebgpu();
  expect(other.device).toMatch(/^\S.*, WebGPU, TensorFlow\.js 4\.\d+\.\d+$/);
  const x = fromNested([1, 2], 'float32');
  const [one, two] = await Promise.all([evaluate(opened.backend, double, { x }), evaluate(other, double, { x })]);
  expect([...one.y!.data, ...two.y!.data]).toEqual([2, 4, 2, 4]);
  await opened.backend.dispose();
  expect([...(await evaluate(other, double, { x })).y!.data]).toEqual([2, 4]);
  await other.dispose();
});

test('a device that is destroyed makes run and read fail', async ({ skip }) => {
  const opened = await open(skip);
  const { backend, gpuDevice } = opened;
  const executable = await backend.compile(double);
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  const { y } = await executable.run({ x });
  gpuDevice.destroy();
  await expect(backend.read(y!)).rejects.toThrow(DeviceLostError);
  await expect(executable.run({ x })).rejects.toThrow(DeviceLostError);
  await expect(executable.run({ x })).rejects.toThrow('open the backend again');
  await expect(backend.upload(fromNested([1, 2], 'float32'))).rejects.toThrow(DeviceLostError);
  await expect(backend.read(x)).rejects.toThrow(DeviceLostError);
  await backend.dispose();
});

test('an error that WebGPU reports later makes what follows fail', async ({ skip }) => {
  const opened = await open(skip);
  const { backend, device, gpuDevice } = opened;
  const executable = await backend.compile(double);
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  const { y } = await executable.run({ x });
  const invalid = (): unknown =>
    Reflect.apply(Reflect.get(gpuDevice, 'createBuffer'), gpuDevice, [{ size: 2 ** 45, usage: 4 }]);
  device.session(invalid);
  await expect(backend.read(y!)).rejects.toThrow(DeviceLostError);
  await expect(executable.run({ x })).rejects.toThrow(/exceeds the max buffer size limit/);
  await backend.dispose();

  const second = await open(skip);
  Reflect.apply(Reflect.get(second.gpuDevice, 'createBuffer'), second.gpuDevice, [{ size: 2 ** 45, usage: 4 }]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(second.backend.upload(fromNested([1], 'float32'))).rejects.toThrow(DeviceLostError);
  await second.backend.dispose();
});

test('a tensor larger than the device allows is refused by compile, and the backend works on', async ({ skip }) => {
  const opened = await open(skip);
  const { backend, device } = opened;
  const n = Math.ceil(Math.sqrt(device.traits.maxTensorBytes / 4)) + 1;
  const graph = trace({ a: { shape: [n, 1], dtype: 'float32' } }, ({ a }) => ({
    y: matmul(a, a, { transposeB: true }),
  }));
  await expect(backend.compile(graph)).rejects.toThrow(DomainError);
  await expect(backend.compile(graph)).rejects.toThrow(`the device allows ${device.traits.maxTensorBytes}`);
  expect([...(await evaluate(backend, double, { x: fromNested([3, 4], 'float32') })).y!.data]).toEqual([6, 8]);
  await backend.dispose();
});
