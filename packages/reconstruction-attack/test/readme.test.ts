import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { result } from './readme-example.ts';

test('the example of the README runs and gives what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(example);
  expect(result.ended).toBe('maxIterations');
  expect(result.x.shape).toEqual([4, 3]);
  expect(result.attack).toBeCloseTo(0.025, 3);
  expect(result.oracle).toBeCloseTo(0.0009, 4);
  expect(result.empty).toBeCloseTo(17.2, 1);
  expect(result.attackerKnows).toHaveLength(4);
});
