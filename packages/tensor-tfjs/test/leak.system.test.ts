import { add, DomainError, evaluate, fromNested, matmul, mul, sum, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { KernelDevice } from '../src/kernel-device.ts';
import { makeBackend } from '../src/make-backend.ts';
import { attackStep, startAttack } from './attack-step.ts';
import { openDevice, openHere } from './open-devices.ts';

const names = Object.keys(openDevice);

/** Steps of the attack that a software driver of WebGPU takes in some seconds. */
const attackSteps: Readonly<Record<string, number>> = { 'tfjs:webgpu': 20 };

test.for(names)('%s: nothing is left behind by steps of an attack on donated state', async (name, { skip }) => {
  const { device, backend } = await openHere(name, skip);
  const attack = await startAttack(backend);
  await attack.steps(3);
  const before = { values: device.live, tensors: tf.memory().numTensors, buffers: device.buffers() };
  await attack.steps(attackSteps[name] ?? 1000);
  expect({ values: device.live, tensors: tf.memory().numTensors, buffers: device.buffers() }).toEqual(before);
  expect(await attack.loss()).toBeGreaterThan(0);
  await backend.dispose();
  expect(device.live).toBe(0);
});

test.for(names)('%s: nothing is left behind by 1,000 runs', async (name, { skip }) => {
  const { device, backend } = await openHere(name, skip);
  const spec = { shape: [3], dtype: 'float32' } as const;
  const executable = await backend.compile(trace({ x: spec }, ({ x }) => ({ x: add(mul(x, 0.5), 1), total: sum(x) })));
  let x = await backend.upload(fromNested([0, 2, 4], 'float32'));
  const steps = async (count: number): Promise<void> => {
    for (let step = 0; step < count; step++) {
      const outputs = await executable.run({ x }, { donate: ['x'] });
      backend.release(outputs.total!);
      x = outputs.x!;
    }
  };
  await steps(3);
  const before = { values: device.live, buffers: device.buffers() };
  await steps(1000);
  expect({ values: device.live, buffers: device.buffers() }).toEqual(before);
  expect([...(await backend.read(x)).data]).toEqual([2, 2, 2]);
  await backend.dispose();
});

test.for(names)('%s: a run that fails halfway frees what it had made, and what was donated', async (name, { skip }) => {
  const { device, backend } = await openHere(name, skip);
  await (await startAttack(backend)).steps(1);
  const before = device.live;
  let countdown = 0;
  const failing: KernelDevice = new Proxy(device, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property !== 'run') return typeof value === 'function' ? value.bind(target) : value;
      return (...args: Parameters<KernelDevice['run']>) => {
        if (--countdown === 0) throw new Error('kernel failed');
        return target.run(...args);
      };
    },
  });
  const inner = makeBackend(failing, name);
  const attack = await startAttack(inner);
  await attack.steps(1);
  const steady = device.live;
  for (const at of [1, 2, 5, 9, 14, 20]) {
    const again = await startAttack(inner);
    const held = device.live;
    countdown = at;
    await expect(again.steps(1)).rejects.toThrow('kernel failed');
    // x, lambda and velocity were given up; the weights of this attack stay.
    expect(device.live).toBe(held - 3);
  }
  expect(steady).toBeGreaterThan(before);
  await inner.dispose();
  expect(device.live).toBe(0);
});

test.for(names)('%s: the step agrees with the reference', async (name, { skip }) => {
  const { backend } = await openHere(name, skip);
  const reference = await startAttack(openReference());
  const attack = await startAttack(backend);
  await Promise.all([reference.steps(10), attack.steps(10)]);
  expect(await attack.loss()).toBeCloseTo(await reference.loss(), 3);
  expect(attackStep.nodes.length).toBeGreaterThan(40);
  await backend.dispose();
});

test('what an executable and its scalars hold is freed with them', async () => {
  const { device } = await openDevice['tfjs:cpu']!();
  const backend = makeBackend(device, 'cpu');
  const spec = { shape: [2, 2], dtype: 'float32' } as const;
  const graph = trace({ x: spec }, ({ x }) => ({ y: add(matmul(x, x), 1) }));
  const x = fromNested(
    [
      [1, 2],
      [3, 4],
    ],
    'float32',
  );
  const { y } = await evaluate(backend, graph, { x });
  expect([...y!.data]).toEqual([8, 11, 16, 23]);
  expect(device.live).toBe(0);
  const kept = await backend.upload(x);
  await backend.dispose();
  expect(device.live).toBe(0);
  backend.release(kept);
  await expect(backend.upload(x)).rejects.toThrow(DomainError);
});
