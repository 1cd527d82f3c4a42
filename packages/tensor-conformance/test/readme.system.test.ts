import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const titles: string[] = [];

vi.mock('vitest', async (original) => ({
  ...(await original<typeof import('vitest')>()),
  test: (title: string) => titles.push(title),
  afterAll: () => {},
}));

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the example of the README registers every case in both dtypes', async () => {
  expect(/```ts\n([\s\S]*?)```/.exec(read('../README.md'))?.[1]).toBe(read('./readme-example.ts'));
  const { conformanceCases } = await import('@noprior/tensor-conformance');
  await import('./readme-example.ts');
  expect(titles).toHaveLength(2 * conformanceCases.length);
  expect(titles).toContain('matmul/by hand float32');
});
