import { expect, test } from 'vitest';
import { watchDevice } from '../../src/device/watch-device.ts';

/** A GPUDevice as far as it is watched. */
class FakeDevice {
  readonly adapterInfo = { vendor: 'google', architecture: 'swiftshader', description: '' };
  readonly listeners = new Set<(event: { error: { message: string } }) => void>();
  lose: (info: { reason: string; message: string }) => void = () => {};
  readonly lost = new Promise<{ reason: string; message: string }>((resolve) => {
    this.lose = resolve;
  });
  addEventListener(_: string, listener: (event: { error: { message: string } }) => void): void {
    this.listeners.add(listener);
  }
  removeEventListener(_: string, listener: (event: { error: { message: string } }) => void): void {
    this.listeners.delete(listener);
  }
}

test('errors and loss are reported, until one stops watching', async () => {
  const device = new FakeDevice();
  const reasons: string[] = [];
  const { words, stop } = watchDevice(device, (reason) => reasons.push(reason));
  expect(words).toBe('google swiftshader');
  for (const listener of device.listeners) listener({ error: { message: 'invalid buffer' } });
  device.lose({ reason: 'destroyed', message: 'bye' });
  await device.lost;
  expect(reasons).toEqual(['invalid buffer', 'device lost: destroyed: bye']);
  stop();
  expect(device.listeners.size).toBe(0);
});

test.each([undefined, null, {}, 1])('%s is not watched', (device) => {
  const { words, stop } = watchDevice(device, () => expect.unreachable());
  expect(words).toBe('');
  stop();
});
