import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { result } from './readme-example.ts';
import { x } from './readme-optimizer-example.ts';
import { constant, deviation, shift } from './readme-secret-shift-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

test('the example of the README runs and gives what it says', () => {
  expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(read('readme-example.ts'));
  expect(result.ended).toBe('maxIterations');
  expect(result.x.shape).toEqual([4, 3]);
  expect(result.attack).toBeCloseTo(0.025, 3);
  expect(result.oracle).toBeCloseTo(0.0009, 4);
  expect(result.empty).toBeCloseTo(17.2, 1);
  expect(result.attackerKnows).toEqual(['box']);
});

test('the example of a secret shift runs, and tells it', () => {
  expect(/```ts secret-shift\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(read('readme-secret-shift-example.ts'));
  expect(constant).toBe(2);
  expect(shift).toBeCloseTo(0.5, 3);
  expect(deviation).toBeLessThan(0.001);
});

test('the example of an optimizer runs, and finds the minimum', () => {
  expect(/```ts optimizer\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(read('readme-optimizer-example.ts'));
  for (const value of x!.data) expect(value).toBeCloseTo(3, 3);
});
