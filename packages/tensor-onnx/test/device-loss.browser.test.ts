import { add, DeviceLostError, fillHostTensor, fromNested, mul, trace } from '@noprior/tensor';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';
import { env } from 'onnxruntime-web/webgpu';
import { expect, test } from 'vitest';
import { openWebgpuHere } from './open-webgpu-here.ts';

const isDestroyable = (device: unknown): device is { destroy: () => void } =>
  typeof device === 'object' && device !== null && 'destroy' in device;

test('a tensor that no device can hold ends the backend in an error', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  const side = 30_000;
  const graph = trace(
    { x: { shape: [side, 1], dtype: 'float32' }, y: { shape: [1, side], dtype: 'float32' } },
    ({ x, y }) => ({
      z: mul(x, y),
    }),
  );
  const executable = await backend.compile(graph);
  const x = await backend.upload(fillHostTensor(1, [side, 1], 'float32'));
  const y = await backend.upload(fillHostTensor(1, [1, side], 'float32'));
  await expect(executable.run({ x, y })).rejects.toThrow(DeviceLostError);
  await expect(backend.read(x)).rejects.toThrow(DeviceLostError);
  await backend.dispose();
});

test('when the device goes away, runs and reads end in an error and not in numbers', async ({ skip }) => {
  const backend = await openWebgpuHere(skip);
  expect(backend.device).toMatch(/^WebGPU, \w+.*, ONNX Runtime \d/);
  const executable = await backend.compile(
    trace({ x: { shape: [2], dtype: 'float32' } }, ({ x }) => ({ x: add(x, 1) })),
  );
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  expect([...(await backend.read(x)).data]).toEqual([1, 2]);
  const device: unknown = await env.webgpu.device;
  if (!isDestroyable(device)) throw new Error('no device to destroy');
  device.destroy();
  const read = executable.run({ x }).then((outputs) => backend.read(outputs.x!));
  await expect(read).rejects.toThrow(DeviceLostError);
  await expect(backend.upload(fromNested([1], 'float32'))).rejects.toThrow(DeviceLostError);
  await backend.dispose();
  const next = await openOnnxWebgpu();
  expect([...(await next.read(await next.upload(fromNested([3, 4], 'float32')))).data]).toEqual([3, 4]);
  await next.dispose();
});
