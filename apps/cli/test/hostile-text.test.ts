import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveNpz, saveSafetensors } from '@noprior/array-files';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { beforeAll, expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
/** Clears the screen, sets the title, colours by a C1 code, reverses the order, and pretends to be a line of ours. */
const hostile = 'w\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u2028\r\nerror: none';
const html = '<img src=x onerror=alert(1)>"\'&';
const acts = /[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e]/u;

beforeAll(async () => {
  const network = makeNetwork({ inputSize: 64, hiddenSizes: [6], seed: 1 });
  await saveNetwork(at('m.npz'), network);
  await saveNpz(at('names.npz'), { [hostile]: fromNested([1]) });
  await saveSafetensors(at('names.safetensors'), { [hostile]: fromNested([1]) });
  writeFileSync(at('table.csv'), `${hostile},b\n1,2\n`);
  mkdirSync(at(`data${hostile.replaceAll('\n', '')}`));
  mkdirSync(at('experiments'));
});

test.each([
  ['names.npz', 'kkt', '--model', at('names.npz'), '--candidates', at('names.npz')],
  ['names.npz as candidates', 'kkt', '--model', at('m.npz'), '--candidates', at('names.npz')],
  ['names.safetensors', 'span', '--model', at('names.safetensors')],
  ['a table', 'span', '--model', at('table.csv')],
  ['a path', 'span', '--model', at(`${hostile}.npz`)],
  [
    'a data folder',
    ...['train', '--dataset', 'mnist', '--out', at('n.npz')],
    ...['--data-dir', at(`data${hostile.replaceAll('\n', '')}`)],
  ],
  ['an option', 'train', `--${hostile}`],
  ['a value', 'train', '--dataset', hostile, '--out', at('n.npz')],
  ['a command', hostile],
])('%s: no text acts on the terminal', async (_, ...args) => {
  const { code, out, err } = await runInProcess(...args);
  expect(code).not.toBe(0);
  expect(`${out}${err}`).not.toMatch(acts);
  if (code === 1) expect(err).toMatch(/^error: [^\n]*\n$/);
});

test('JSON output: C1 codes, DEL and line separators are escaped, and the value is the same', async () => {
  const name = `out${hostile.replace(/[\r\n]/g, '')}`;
  const attack = ['attack', '--model', at('m.npz'), '--candidates-per-class', '2', '--max-iterations', '1'];
  const { code, out } = await runInProcess(...attack, '--backend', 'reference', '--out', at(name), '--json');
  expect(code).toBe(0);
  expect(out).not.toMatch(acts);
  expect(JSON.parse(out)).toMatchObject({ out: at(name) });
});

test('a report shows text of files as text', async () => {
  const folder = at(`report ${html.replaceAll('/', '')}`);
  mkdirSync(folder);
  const model = join(folder, `${html.replaceAll('/', '')}.npz`);
  const train = ['train', '--dataset', 'glyphs', '--per-class', '2', '--hidden', '6', '--max-iterations', '2'];
  expect((await runInProcess(...train, '--backend', 'reference', '--out', model)).code).toBe(0);
  const attack = ['attack', '--model', model, '--candidates-per-class', '4', '--max-iterations', '1'];
  expect((await runInProcess(...attack, '--backend', 'reference', '--out', folder)).code).toBe(0);
  // What the record says of the attack is shown, too.
  const path = join(folder, 'run.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  record.config.knowledge = { box: { status: 'known', by: html, value: html } };
  writeFileSync(path, JSON.stringify(record));
  const score = ['score', '--model', model, '--candidates', join(folder, 'candidates.npz'), '--dataset', 'glyphs'];
  const scored = await runInProcess(...score, '--per-class', '2', '--report', at('r.html'));
  expect(scored).toMatchObject({ code: 0 });
  const page = readFileSync(at('r.html'), 'utf8');
  expect(page).not.toContain('<img src=x');
  expect(page).toContain('&lt;img src=x');
});
