import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkHtml } from './check-html.ts';
import { page } from './readme-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README shows the example that runs here', () => {
  const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(block).toBe(readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8'));
});

test('and it makes a sound page with both drawings of both charts', () => {
  expect(checkHtml(page)).toEqual([]);
  expect(page.split('<svg class="drawing').length - 1).toBe(4);
});

test('the table of the README names every value that the package exports', async () => {
  for (const name of Object.keys(await import('@noprior/report'))) expect(readme).toContain(`\`${name}(`);
});
