import {
  add,
  DomainError,
  evaluate,
  fillHostTensor,
  fromNested,
  matmul,
  SystemError,
  sum,
  trace,
} from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { expect, test } from 'vitest';

const spec = { shape: [2], dtype: 'float32' } as const;
const increment = trace({ x: spec }, ({ x }) => ({ x: add(x, 1) }));

test('the backend names itself and its dtypes', async () => {
  const backend = await openOnnxCpu({ threads: 1 });
  expect(backend.name).toBe('onnx:cpu');
  expect(backend.dtypes).toEqual(['float32', 'float64']);
  expect(backend.device).toMatch(/^CPU, ONNX Runtime \d+\.\d+\.\d+, 1 threads?$/);
  await backend.dispose();
});

test.each([0, -1, 1.5, Number.NaN])('threads must be an integer from 1, not %s', async (threads) => {
  await expect(openOnnxCpu({ threads })).rejects.toThrow(DomainError);
});

test('a disposed executable refuses to run, and may be disposed twice', async () => {
  const backend = await openOnnxCpu();
  const executable = await backend.compile(increment);
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  await executable.dispose();
  await executable.dispose();
  await expect(executable.run({ x })).rejects.toThrow(DomainError);
});

test('disposing the backend disposes what was compiled on it', async () => {
  const backend = await openOnnxCpu();
  const executable = await backend.compile(increment);
  const x = await backend.upload(fromNested([1, 2], 'float32'));
  await backend.dispose();
  await expect(executable.run({ x })).rejects.toThrow(DomainError);
});

test('two backends with different threads compute side by side', async () => {
  const [one, two] = await Promise.all([openOnnxCpu({ threads: 1 }), openOnnxCpu({ threads: 2 })]);
  const at = { x: fromNested([1, 2], 'float32') };
  const [a, b] = await Promise.all([evaluate(one, increment, at), evaluate(two, increment, at)]);
  expect([...a.x!.data]).toEqual([2, 3]);
  expect([...b.x!.data]).toEqual([2, 3]);
  await one.dispose();
  await two.dispose();
});

test('what does not fit into memory is an error of the system, in one line', async () => {
  const backend = await openOnnxCpu();
  const long = { shape: [1_000_000, 1], dtype: 'float64' } as const;
  const wide = { shape: [1, 1_000_000], dtype: 'float64' } as const;
  const product = trace({ x: long, y: wide }, ({ x, y }) => ({ total: sum(matmul(x, y)) }));
  const at = { x: fillHostTensor(1, long.shape), y: fillHostTensor(1, wide.shape) };
  const error = await evaluate(backend, product, at).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SystemError);
  expect(String(error)).toMatch(/^SystemError: ONNX Runtime could not compute \(.*\); with too little memory/);
  await backend.dispose();
});
