import { add, type DeviceTensor, fillHostTensor, matmul, mul, sum, trace } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { expect, test } from 'vitest';

const shape = [256, 256];
const spec = { shape, dtype: 'float32' } as const;

/** Memory outside the heap of JavaScript, in MiB: arrays and what ONNX Runtime holds. */
const used = (): number => process.memoryUsage().rss / 2 ** 20;

test('memory stays constant over a loop that feeds its state back', async () => {
  const backend = await openOnnxCpu({ threads: 1 });
  const graph = trace({ x: spec, v: spec }, ({ x, v }) => {
    const next = add(mul(v, 0.9), mul(matmul(x, x), 1e-6));
    return { x: add(x, next), v: next, loss: sum(next) };
  });
  const executable = await backend.compile(graph);
  let state: Record<'x' | 'v', DeviceTensor> = {
    x: await backend.upload(fillHostTensor(0.01, shape, 'float32')),
    v: await backend.upload(fillHostTensor(0, shape, 'float32')),
  };
  const loop = async (steps: number): Promise<void> => {
    for (let step = 0; step < steps; step++) {
      const { x, v } = await executable.run(state, { donate: ['x', 'v'] });
      state = { x: x!, v: v! };
    }
  };
  await loop(300);
  const before = used();
  await loop(1500);
  // One leaked tensor per step would be 375 MiB.
  expect(used() - before).toBeLessThan(60);
  await backend.dispose();
});

test('memory stays bounded over a loop that donates nothing', async () => {
  const backend = await openOnnxCpu({ threads: 1 });
  const executable = await backend.compile(trace({ x: spec }, ({ x }) => ({ x: mul(x, 1) })));
  let x: DeviceTensor = await backend.upload(fillHostTensor(1, shape, 'float32'));
  for (let step = 0; step < 400; step++) x = (await executable.run({ x })).x!;
  const before = used();
  for (let step = 0; step < 3000; step++) x = (await executable.run({ x })).x!;
  // The garbage collector decides when; 3,000 tensors would be 750 MiB.
  expect(used() - before).toBeLessThan(300);
  expect((await backend.read(x)).data[0]).toBe(1);
  await backend.dispose();
});
