import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { result } from './root-readme-example.ts';

test('the example of the README at the top runs and gives what it says', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('root-readme-example.ts', import.meta.url), 'utf8');
  expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(example);
  expect(result).toEqual([4.3125, [2, 2]]);
});
