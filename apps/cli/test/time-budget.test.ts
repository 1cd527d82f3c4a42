import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TimeBudget } from '../src/time-budget.ts';

test('what was spent before is no longer there, and a spent budget is still a positive one', async () => {
  const budget = new TimeBudget(0.1);
  await wait(30);
  expect(budget.left().maxSeconds).toBeLessThan(0.08);
  await wait(100);
  expect(budget.left().maxSeconds).toBeGreaterThan(0);
  expect(budget.left().maxSeconds).toBeLessThan(1e-9);
  expect(new TimeBudget(undefined).left()).toEqual({});
});
