import { readFileSync } from 'node:fs';
import { fromNested } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { results } from './readme-example.ts';

test('the example in the README of @noprior/tensor runs and gives what it says', () => {
  const readme = readFileSync(new URL('../../../tensor/README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
  expect(/```ts\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(example);
  expect(results).toEqual({
    loss: fromNested(15),
    'loss/x': fromNested([
      [0, 6],
      [6, 0],
    ]),
  });
});
