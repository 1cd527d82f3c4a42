import { add, type Backend, fromNested, trace } from '@noprior/tensor';
import { openOnnxWasm } from '@noprior/tensor-onnx';
import { expect, test } from 'vitest';
import { openWebgpuHere } from './open-webgpu-here.ts';

const increment = trace({ x: { shape: [2], dtype: 'float32' } }, ({ x }) => ({ x: add(x, 1) }));

async function count(backend: Backend, steps: number): Promise<readonly number[]> {
  const executable = await backend.compile(increment);
  let x = await backend.upload(fromNested([0, 10], 'float32'));
  for (let step = 0; step < steps; step++) {
    x = (await executable.run({ x }, { donate: ['x'] })).x!;
    if (step % 10 === 0) await backend.read(x);
  }
  return [...(await backend.read(x)).data];
}

test('backends of one page compute at the same time', async ({ skip }) => {
  const backends = [await openOnnxWasm(), await openWebgpuHere(skip), await openWebgpuHere(skip)];
  const counted = await Promise.all(backends.map((backend) => count(backend, 100)));
  for (const values of counted) expect(values).toEqual([100, 110]);
  for (const backend of backends) await backend.dispose();
});
