import { readFileSync } from 'node:fs';
import { backendNames } from '@noprior/backends';
import { expect, test, vi } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the example of the README runs and prints what it says', async () => {
  expect(/```ts\n([\s\S]*?)```/.exec(read('../README.md'))?.[1]).toBe(read('./readme-example.ts'));
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme-example.ts');
  const [[name, data]] = print.mock.calls as [[string, Float64Array]];
  expect(backendNames).toContain(name);
  expect(data).toEqual(Float64Array.of(7, 10, 15, 22));
  print.mockRestore();
});
