import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { TimeBudget } from '../src/time-budget.ts';

test('aborts with the signal, or after the time, whichever comes first', async () => {
  const { signal } = new AbortController();
  expect(new TimeBudget(undefined).limit(signal)).toBe(signal);
  const limited = new TimeBudget(0.0105).limit(signal);
  expect(limited.aborted).toBe(false);
  await wait(100);
  expect([limited.aborted, signal.aborted]).toEqual([true, false]);

  const controller = new AbortController();
  // Longer than a timer takes, in milliseconds.
  const long = new TimeBudget(1e9).limit(controller.signal);
  await wait(20);
  expect(long.aborted).toBe(false);
  controller.abort();
  expect(long.aborted).toBe(true);
});

test('the garbage collector does not take the limit away', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const limited = new TimeBudget(0.2).limit(new AbortController().signal);
  for (let round = 0; round < 5; round++) {
    await wait(10);
    collect();
  }
  await wait(400);
  expect(limited.aborted).toBe(true);
});

test('what was spent before is no longer there, and a spent budget is still a positive one', async () => {
  const budget = new TimeBudget(0.1);
  await wait(30);
  expect(budget.left().maxSeconds).toBeLessThan(0.08);
  await wait(100);
  expect(budget.left().maxSeconds).toBeGreaterThan(0);
  expect(budget.left().maxSeconds).toBeLessThan(1e-9);
  expect(new TimeBudget(undefined).left()).toEqual({});
});
