import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkHtml } from './html/check-html.ts';
import { files, markdown, page, text } from './readme-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README shows the example that runs here', () => {
  const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(block).toBe(readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8'));
});

test('and it makes a sound page, Markdown with its file, and text', () => {
  expect(checkHtml(page)).toEqual([]);
  expect(page.split('<svg class="drawing').length - 1).toBe(2);
  expect(Object.keys(files)).toEqual(['figures/growth.svg']);
  expect(markdown).toContain('](figures/growth.svg)');
  expect(text).toContain('250  12.5 [12.1, 12.9]');
});

test('the README names every value that the package exports', async () => {
  for (const name of Object.keys(await import('@noprior/report'))) expect(readme).toContain(`\`${name}(`);
});
