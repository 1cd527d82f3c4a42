import {
  BackendUnavailableError,
  DomainError,
  DtypeError,
  evaluate,
  fillHostTensor,
  fromNested,
  matmul,
  trace,
} from '@noprior/tensor';
import { openTfjsCpu, openTfjsWasm } from '@noprior/tensor-tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { startAttack } from './attack-step.ts';

const spec = { shape: [2, 2], dtype: 'float32' } as const;
const product = trace({ a: spec, b: spec }, ({ a, b }) => ({ y: matmul(a, b, { transposeB: true }) }));
const a = fromNested(
  [
    [1, 2],
    [3, 4],
  ],
  'float32',
);
const b = fromNested(
  [
    [5, 6],
    [7, 8],
  ],
  'float32',
);

test('two backends take turns, also at once, and tfjs keeps the backend it had', async () => {
  const [cpu, wasm] = await Promise.all([openTfjsCpu(), openTfjsWasm()]);
  await tf.setBackend('cpu');
  const attacks = await Promise.all([startAttack(cpu), startAttack(wasm), startAttack(cpu)]);
  for (let round = 0; round < 5; round++) await Promise.all(attacks.map((attack) => attack.steps(4)));
  const losses = await Promise.all(attacks.map((attack) => attack.loss()));
  expect(losses[2]).toBe(losses[0]);
  expect(losses[1]).toBeCloseTo(losses[0]!, 4);
  expect(tf.getBackend()).toBe('cpu');
  await cpu.dispose();
  await wasm.dispose();
});

test('a tensor never goes to another backend, nor to another instance of the same', async () => {
  const [cpu, other, wasm] = await Promise.all([openTfjsCpu(), openTfjsCpu(), openTfjsWasm()]);
  const [onCpu, onOther, onWasm] = [await cpu.upload(a), await other.upload(b), await wasm.upload(b)];
  const executable = await cpu.compile(product);
  await expect(executable.run({ a: onCpu, b: onWasm })).rejects.toThrow(DomainError);
  await expect(executable.run({ a: onCpu, b: onOther })).rejects.toThrow('upload it here first');
  await expect(cpu.read(onWasm)).rejects.toThrow(DomainError);
  expect(() => cpu.release(onOther)).toThrow(DomainError);
  expect([...(await wasm.read(onWasm)).data]).toEqual([5, 6, 7, 8]);
  expect([...(await cpu.read((await executable.run({ a: onCpu, b: await cpu.upload(b) })).y!)).data]).toEqual([
    17, 23, 39, 53,
  ]);
  await Promise.all([cpu.dispose(), other.dispose(), wasm.dispose()]);
});

test('backends that share the WebAssembly instance are closed one by one', async () => {
  const [first, second] = await Promise.all([openTfjsWasm(), openTfjsWasm()]);
  const before = await second.upload(a);
  await first.dispose();
  expect([...(await second.read(before)).data]).toEqual([1, 2, 3, 4]);
  expect([...(await evaluate(second, product, { a, b })).y!.data]).toEqual([17, 23, 39, 53]);
  await second.dispose();
});

test('names, dtypes and devices', async () => {
  const [cpu, wasm] = await Promise.all([openTfjsCpu(), openTfjsWasm({ threads: 1 })]);
  expect(cpu.name).toBe('tfjs:cpu');
  expect(cpu.device).toMatch(/^JavaScript, TensorFlow\.js 4\.\d+\.\d+, 1 thread$/);
  expect(wasm.name).toBe('tfjs:wasm');
  expect(wasm.device).toMatch(/^WebAssembly, TensorFlow\.js 4\.\d+\.\d+, 1 thread$/);
  expect(cpu.dtypes).toEqual(['float32']);
  await expect(cpu.upload(fillHostTensor(0, [2], 'float64'))).rejects.toThrow(DtypeError);
  await Promise.all([cpu.dispose(), wasm.dispose()]);
});

test.each([0, -1, 1.5, Number.NaN])('threads must be an integer from 1, not %s', async (threads) => {
  const opening = openTfjsWasm({ threads });
  await expect(opening).rejects.toThrow(DomainError);
  await expect(opening).rejects.not.toThrow(BackendUnavailableError);
});

test('after dispose everything is refused, and dispose may be called again', async () => {
  const backend = await openTfjsCpu();
  const executable = await backend.compile(product);
  const [onA, onB] = [await backend.upload(a), await backend.upload(b)];
  await backend.dispose();
  await backend.dispose();
  await expect(executable.run({ a: onA, b: onB })).rejects.toThrow(DomainError);
  await expect(backend.read(onA)).rejects.toThrow(DomainError);
  await expect(backend.compile(product)).rejects.toThrow(DomainError);
});

test('a disposed executable refuses to run, and may be disposed twice', async () => {
  const backend = await openTfjsCpu();
  const executable = await backend.compile(product);
  const [onA, onB] = [await backend.upload(a), await backend.upload(b)];
  await executable.dispose();
  await executable.dispose();
  await expect(executable.run({ a: onA, b: onB })).rejects.toThrow('compile the graph again');
  await backend.dispose();
});
