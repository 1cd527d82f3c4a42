import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { report } from './readme-example.ts';

test('the README shows the example that runs here', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(block).toBe(readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8'));
});

test('and the figures that it prints', () => {
  expect(report.training.medianCosine).toBeCloseTo(0.995, 3);
  expect(report.heldOut.maxCosine).toBeCloseTo(0.49, 3);
  expect(report.training.aboveHeldOutMax).toBe(20);
  expect(report.membership.auc).toBe(1);
  expect(report.membership.aucInterval.low).toBeCloseTo(0.899, 3);
  expect(report.membership.aucInterval.high).toBe(1);
  expect(report.membership.tprAt1PercentFpr).toBe(1);
  expect(report.membership.tprInterval.low).toBeCloseTo(0.832, 3);
  expect(report.l2.meanDistanceOfBest).toBeCloseTo(0.1, 10);
  expect(report.l2.chance.mean).toBeCloseTo(1.14, 2);
});
