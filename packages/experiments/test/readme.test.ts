import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { experiments, stepKinds } from '../src/index.ts';
import { result } from './readme-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README shows the example that runs here', () => {
  const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(block).toBe(readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8'));
});

test('and what it prints', () => {
  expect(result).toMatchObject({ computed: 3, reused: 3 });
  expect(result.oracleLoss).toBeGreaterThan(0);
});

test('it names every experiment and every kind', () => {
  for (const { name } of experiments) expect(readme).toContain(`| \`${name}\``);
  for (const name of Object.keys(stepKinds)) expect(readme).toContain(`| \`${name}\``);
});
