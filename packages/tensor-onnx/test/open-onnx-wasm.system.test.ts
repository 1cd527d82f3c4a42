import { DomainError, evaluate, fillHostTensor, trace } from '@noprior/tensor';
import { openOnnxWasm } from '@noprior/tensor-onnx';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

test.each([0, -1, 1.5, Number.NaN])('threads must be an integer from 1, not %s', async (threads) => {
  await expect(openOnnxWasm({ threads })).rejects.toThrow(DomainError);
});

test('more than one thread needs an isolated page', async () => {
  vi.stubGlobal('crossOriginIsolated', false);
  await expect(openOnnxWasm({ threads: 2 })).rejects.toThrow(DomainError);
  await expect(openOnnxWasm({ threads: 2 })).rejects.toThrow('Cross-Origin-Opener-Policy: same-origin');
});

test('the first backend decides how many threads there are', async () => {
  const backend = await openOnnxWasm({ threads: 2 });
  expect(backend.name).toBe('onnx:wasm');
  expect(backend.dtypes).toEqual(['float32', 'float64']);
  expect(backend.device).toMatch(/^WebAssembly, ONNX Runtime \d+\.\d+\.\d+, threads: 2$/);
  await expect(openOnnxWasm({ threads: 3 })).rejects.toThrow(DomainError);
  const second = await openOnnxWasm();
  expect(second.device).toBe(backend.device);
  await second.dispose();
  await backend.dispose();
});

test('outputs without elements, and an executable that was disposed', async () => {
  const backend = await openOnnxWasm();
  const graph = trace({ x: { shape: [0, 2], dtype: 'float32' } }, ({ x }) => ({ x }));
  const none = fillHostTensor(0, [0, 2], 'float32');
  expect(await evaluate(backend, graph, { x: none })).toEqual({ x: none });
  const executable = await backend.compile(graph);
  await executable.dispose();
  await expect(executable.run({ x: await backend.upload(none) })).rejects.toThrow(DomainError);
  await backend.dispose();
});
