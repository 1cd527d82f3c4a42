import { DeviceLostError } from '@noprior/tensor';
import { env } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { DeviceQueue } from '../../src/device/device-queue.ts';
import { SerialQueue, serialQueueOf } from '../../src/device/serial-queue.ts';

test('jobs run one after the other in the order of the calls', async () => {
  const queue = new DeviceQueue('onnx:webgpu', new SerialQueue());
  const log: string[] = [];
  const job = (name: string) => async () => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    log.push(`${name} ends`);
    return name;
  };
  const results = [queue.enqueue(job('a')), queue.clear(job('b')), queue.enqueueRun(job('c'))];
  expect(await Promise.all(results)).toEqual(['a', undefined, 'c']);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a job that fails loses the device for all jobs after it, but not for clearing away', async () => {
  const queue = new DeviceQueue('onnx:webgpu', new SerialQueue());
  const cause = new Error('validation failed\nat length');
  const failed = queue.enqueue(() => Promise.reject(cause));
  const next = queue.enqueue(async () => 1);
  let cleared = false;
  await queue.clear(() => {
    cleared = true;
  });
  await expect(failed).rejects.toThrow(DeviceLostError);
  await expect(failed).rejects.toMatchObject({ cause, message: expect.stringContaining('(validation failed);') });
  await expect(next).rejects.toThrow(DeviceLostError);
  expect(cleared).toBe(true);
});

test('what a job computed on a device that was lost meanwhile is not handed out; the first reason stays', async () => {
  const queue = new DeviceQueue('onnx:webgpu', new SerialQueue());
  const result = queue.enqueue(async () => {
    queue.lose('device lost: destroyed');
    queue.lose('another');
    return 1;
  });
  await expect(result).rejects.toThrow(/onnx:webgpu: .*device lost: destroyed/);
});

test('an error while clearing away ends nothing', async () => {
  const queue = new DeviceQueue('onnx:webgpu', new SerialQueue());
  await queue.clear(() => Promise.reject(new Error('already released')));
  expect(await queue.enqueue(async () => 1)).toBe(1);
});

test('after 64 runs the device is waited for, and a wait that fails loses it', async () => {
  const queue = new DeviceQueue('onnx:webgpu', new SerialQueue());
  let waits = 0;
  queue.waitWith(async () => waits++);
  for (let run = 0; run < 200; run++) await queue.enqueueRun(async () => run);
  expect(waits).toBe(3);
  queue.waitWith(() => Promise.reject(new Error('mapping failed')));
  const runs = Array.from({ length: 64 }, () => queue.enqueueRun(async () => 1));
  await expect(Promise.all(runs)).rejects.toThrow('mapping failed');
});

test('backends of one runtime stand in one line; a loss of one is not a loss of the other', async () => {
  expect(serialQueueOf({ env })).toBe(serialQueueOf({ env }));
  const [one, two] = [new DeviceQueue('one', serialQueueOf({ env })), new DeviceQueue('two', serialQueueOf({ env }))];
  const log: number[] = [];
  const first = one.enqueue(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    log.push(1);
    throw new Error('refused');
  });
  const second = two.enqueue(async () => log.push(2));
  await expect(first).rejects.toThrow(DeviceLostError);
  await second;
  expect(log).toEqual([1, 2]);
});
