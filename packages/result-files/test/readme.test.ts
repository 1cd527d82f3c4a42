import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { result } from './readme-example.ts';

test('the example of the README runs and gives what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(example);
  expect(result).toEqual([0.5, 'mean', undefined]);
});
