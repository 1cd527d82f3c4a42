import { DomainError, evaluate, fromNested, makeHostTensor, matmul, reshape, trace } from '@noprior/tensor';
import { openTfjsWasm } from '@noprior/tensor-tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

const dtype = 'float32';

test('one memory as the right factor of two products, under two shapes', async () => {
  const backend = await openTfjsWasm();
  const graph = trace({ w: { shape: [3], dtype } }, ({ w }) => ({
    inner: matmul(reshape(w, [1, 3]), reshape(w, [3, 1])),
    outer: matmul(reshape(w, [3, 1]), reshape(w, [1, 3])),
    again: matmul(reshape(w, [1, 3]), reshape(w, [3, 1])),
  }));
  const { inner, outer, again } = await evaluate(backend, graph, { w: fromNested([1, 2, 3], dtype) });
  expect([...inner!.data]).toEqual([14]);
  expect([...outer!.data]).toEqual([1, 2, 3, 2, 4, 6, 3, 6, 9]);
  expect([...again!.data]).toEqual([14]);
  await backend.dispose();
});

interface Instance {
  readonly wasm: { _malloc(bytes: number): number; _free(address: number): void };
}

const isInstance = (candidate: unknown): candidate is Instance =>
  typeof candidate === 'object' && candidate !== null && 'wasm' in candidate;

test('memory that WebAssembly cannot give is an error, not address 0; afterwards the backend works on', async () => {
  const backend = await openTfjsWasm();
  const instance: unknown = tf.engine().registry.wasm;
  if (!isInstance(instance)) throw new Error('expected the instance of tfjs');
  const spec = { a: { shape: [1, 600], dtype }, b: { shape: [600, 600], dtype } } as const;
  const product = await backend.compile(trace(spec, ({ a, b }) => ({ y: matmul(a, b) })));
  const a = await backend.upload(makeHostTensor(new Float32Array(600), [1, 600]));
  const b = await backend.upload(makeHostTensor(new Float32Array(360_000), [600, 600]));
  // Reserved, but never touched, until nothing is left.
  const reserved: number[] = [];
  for (let bytes = 2 ** 30; bytes >= 2 ** 20; ) {
    try {
      reserved.push(instance.wasm._malloc(bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      bytes /= 2;
    }
  }
  const upload = backend.upload(makeHostTensor(new Float32Array(2 ** 20), [2 ** 20]));
  await expect(upload).rejects.toThrow(DomainError);
  await expect(upload).rejects.toThrow('tfjs:wasm: no room for 4194304 more bytes');
  // There is room for the result of this product, but not for what tfjs prepares beside it.
  await expect(product.run({ a, b })).rejects.toThrow('tfjs:wasm: no room for');
  for (const address of reserved) instance.wasm._free(address);
  expect((await backend.read((await product.run({ a, b })).y!)).data.every((value) => value === 0)).toBe(true);
  const graph = trace({ a: { shape: [1, 2], dtype } }, ({ a }) => ({ y: matmul(a, a, { transposeB: true }) }));
  const { y } = await evaluate(backend, graph, { a: fromNested([[3, 4]], dtype) });
  expect([...y!.data]).toEqual([25]);
  await backend.dispose();
});

test('a tensor beyond the addresses of WebAssembly is refused by compile', async () => {
  const backend = await openTfjsWasm();
  const graph = trace({ a: { shape: [2 ** 15, 1], dtype } }, ({ a }) => ({ y: matmul(a, a, { transposeB: true }) }));
  await expect(backend.compile(graph)).rejects.toThrow(DomainError);
  await expect(backend.compile(graph)).rejects.toThrow('needs 4294967296 bytes, the device allows 2147483647');
  await backend.dispose();
});
