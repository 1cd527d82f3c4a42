import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withTimeLimit } from '../src/with-time-limit.ts';

test('aborts with the signal, or after the time, whichever comes first', async () => {
  const { signal } = new AbortController();
  expect(withTimeLimit(signal, undefined)).toBe(signal);
  const limited = withTimeLimit(signal, 0.0105);
  expect(limited.aborted).toBe(false);
  await wait(100);
  expect([limited.aborted, signal.aborted]).toEqual([true, false]);

  const controller = new AbortController();
  // Longer than a timer takes, in milliseconds.
  const long = withTimeLimit(controller.signal, 1e9);
  await wait(20);
  expect(long.aborted).toBe(false);
  controller.abort();
  expect(long.aborted).toBe(true);
});
