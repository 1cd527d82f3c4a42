import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '@noprior/run-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { runNoprior, startNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const data = ['--dataset', 'glyphs', '--per-class', '2'];
const model = ['--model', at('m.safetensors')];
const candidates = ['--candidates', at('a/candidates.npz'), ...model];
const attackOf = (iterations: number): string[] => [
  ...['attack', ...model, '--candidates-per-class', '3', '--backend', 'reference'],
  ...['--max-iterations', String(iterations)],
];
const attack = attackOf(3);

/** A short run of every command that leaves results: its arguments without --out, and what --out names. */
const commands: readonly (readonly [name: string, args: readonly string[], out: string])[] = [
  ['train', ['train', ...data, '--hidden', '6', '--max-iterations', '3'], 't.safetensors'],
  ['attack', attack, 'attack'],
  ['evidence', ['attack', '--method', 'evidence', ...model, '--noise', '1e-4', '--max-iterations', '3'], 'evidence'],
  ['box-vertices', ['attack', '--method', 'box-vertices', ...model, '--rounds', '1', '--directions', '20'], 'corners'],
  ['span', ['span', ...model], 'span'],
  ['kkt', ['kkt', ...candidates], 'kkt'],
  ['score', ['score', ...candidates, ...data], 'score'],
  ['refine', ['refine', ...model, ...data, '--max-iterations', '2'], 'p.safetensors'],
  ['certify', ['certify', ...model, ...data, '--radius-points', '1'], 'certify'],
  ['transform', ['transform', 'unite', ...candidates, '--groups', '0'], 'u.npz'],
];

beforeAll(async () => {
  const train = ['train', ...data, '--hidden', '20', '--init-scale', '1e-3', '--target-loss', '1e-3'];
  expect((await runInProcess(...train, '--out', at('m.safetensors'))).code).toBe(0);
  expect((await runInProcess(...attack, '--out', at('a'))).code).toBe(0);
});

describe.each(commands)('%s', (_, args, out) => {
  test('a finished run is in the way of the next one, and a run in progress of every other', async () => {
    const place = at('once', out);
    mkdirSync(at('once'), { recursive: true });
    const first = await runInProcess(...args, '--out', place);
    expect(first.code, first.err).toBe(0);
    const isFile = out.includes('.');
    const record = isFile ? place.replace(/\.(safetensors|npz)$/, '.run.json') : join(place, 'run.json');
    const before = readFileSync(record, 'utf8');
    expectOneLine(await runInProcess(...args, '--out', place), /holds a finished run .*--overwrite.* \[DOMAIN\]$/);
    expect(readFileSync(record, 'utf8')).toBe(before);
    const lockName = isFile ? `.${out.replace(/\.(safetensors|npz)$/, '')}.noprior-lock` : '.noprior-lock';
    const lock = await takeLock(isFile ? at('once', lockName) : join(place, lockName), place);
    expectOneLine(
      await runInProcess(...args, '--out', place, '--overwrite'),
      new RegExp(`is in use by process ${process.pid} .* \\[DOMAIN\\]$`),
    );
    expect(readFileSync(record, 'utf8')).toBe(before);
    await lock.release();
    expect((await runInProcess(...args, '--out', place, '--overwrite')).code).toBe(0);
    const folder = isFile ? at('once') : place;
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('an input is not replaced, whatever path or link names it', async () => {
    const own = at(`input-${out}`);
    mkdirSync(own);
    const inputs = args.filter((arg) => arg.startsWith(cwd));
    symlinkSync(own, at(`linked-${out}`));
    for (const input of inputs) {
      // A result of the command in the place of each file that it reads.
      const name = out.includes('.') ? out : 'run.json';
      copyFileSync(input, join(own, name));
      const renamed = args.map((arg) => (arg === input ? join(own, name) : arg));
      const linked = out.includes('.') ? at(`linked-${out}`, name) : at(`linked-${out}`);
      // A file with the name of a record is no model: then it is refused before anything is compared.
      const { code, err } = await runInProcess(...renamed, '--out', linked, '--overwrite');
      expect(code, err).toBe(1);
      expect(readFileSync(join(own, name)).equals(readFileSync(input))).toBe(true);
    }
  });
});

test('a model that is called like a result of the attack', async () => {
  const folder = at('model-as-result');
  mkdirSync(folder);
  const train = ['train', ...data, '--hidden', '20', '--max-iterations', '3', '--out', join(folder, 'candidates.npz')];
  expect((await runInProcess(...train)).code).toBe(0);
  const before = readFileSync(join(folder, 'candidates.npz'));
  const args = attack.map((arg) => (arg === at('m.safetensors') ? join(folder, 'candidates.npz') : arg));
  symlinkSync(folder, at('model-linked'));
  for (const place of [folder, at('model-linked'), at('model-linked/../model-as-result')]) {
    expectOneLine(
      await runInProcess(...args, '--out', place, '--overwrite'),
      /is read by this run.* and would be replaced.* \[DOMAIN\]$/,
    );
  }
  expect(readFileSync(join(folder, 'candidates.npz')).equals(before)).toBe(true);
});

test('of two runs into one folder at a time one ends with its results, the other with an error', async () => {
  const args = (seed: string) => [...attackOf(400), ...['--seed', seed, '--out', 'both']];
  const runs = await Promise.all(['1', '2'].map((seed) => runNoprior(args(seed), { cwd })));
  expect(runs.map(({ code }) => code).sort()).toEqual([0, 1]);
  const loser = runs.find(({ code }) => code === 1)!;
  // Where the other one was done already, its results are in the way.
  expect(loser.stderr).toMatch(/^error: output: both (is in use by process \d+|holds a finished run) .* \[DOMAIN\]\n$/);
  const winner = runs.findIndex(({ code }) => code === 0) + 1;
  expect(JSON.parse(readFileSync(at('both/run.json'), 'utf8')).seed).toBe(winner);
  expect(readdirSync(at('both'))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
});

test('a checkpoint is not overwritten in silence, and a run that ends does not take that of another', async () => {
  const line = [...attackOf(1_000_000), '--out', at('long'), '--checkpoint-every', '0.01'];
  const limited = await runInProcess(...line, '--max-seconds', '0.3');
  expect(limited.code).toBe(0);
  // As after a kill: the checkpoint alone.
  mkdirSync(at('killed'));
  for (const name of readdirSync(at('long'))) {
    if (name.startsWith('checkpoint')) copyFileSync(at('long', name), at('killed', name));
  }
  const kept = readFileSync(at('killed/checkpoint.safetensors'));
  const short = [...attack, '--out', at('killed')];
  expectOneLine(
    await runInProcess(...short),
    /holds the checkpoint of an unfinished run \(iteration \d+\); add --resume .*--overwrite.* \[DOMAIN\]$/,
  );
  expectOneLine(
    await runInProcess(...short, '--resume'),
    /checkpoint was made under another --max-iterations .* \[DOMAIN\]$/,
  );
  expect(readFileSync(at('killed/checkpoint.safetensors')).equals(kept)).toBe(true);
  expect((await runInProcess(...short, '--overwrite')).code).toBe(0);
  expect(readdirSync(at('killed'))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
});

test('readers refuse candidates that are not those of the record beside them', async () => {
  cpSync(at('a'), at('mixed'), { recursive: true });
  const other = [...attack, '--seed', '5', '--out', at('other')];
  expect((await runInProcess(...other)).code).toBe(0);
  copyFileSync(at('other/candidates.npz'), at('mixed/candidates.npz'));
  const files = ['--candidates', at('mixed/candidates.npz'), ...model];
  for (const args of [
    ['score', ...files, ...data],
    ['kkt', ...files],
    ['transform', 'unite', ...files, '--groups', '0', '--out', at('never.npz')],
  ]) {
    expectOneLine(await runInProcess(...args), /is not the file that .*run\.json names.* \[FORMAT\]$/);
  }
  expect(existsSync(at('never.npz'))).toBe(false);
});

test('a run that fails before it has results leaves no folder', async () => {
  const wrong = ['certify', ...model, '--dataset', 'glyphs', '--per-class', '20', '--seed', '99'];
  const { code, err } = await runInProcess(...wrong, '--out', at('deep/certificate'));
  expect(code).toBe(1);
  expect(err).toMatch(/is wrong about .* \[DOMAIN\]\n$/);
  expect(existsSync(at('deep'))).toBe(false);
});

test('a report or gradients in the place of a record, a result or a data file', async () => {
  cpSync(at('a'), at('kept'), { recursive: true });
  cpSync(at('m.safetensors'), at('data/mnist/t10k-images-idx3-ubyte.gz'));
  const files = ['--candidates', at('kept/candidates.npz'), ...model];
  const report = (path: string): string[] => ['score', ...files, ...data, '--data-dir', at('data'), '--report', path];
  for (const [path, args] of [
    ['kept/run.json', report(at('kept/run.json'))],
    ['kept/progress.csv', report(at('kept/progress.csv'))],
    ['m.run.json', report(at('m.run.json'))],
    ['data/mnist/t10k-images-idx3-ubyte.gz', report(at('data/mnist/t10k-images-idx3-ubyte.gz'))],
    ['a/candidates.npz', ['kkt', ...files, '--gradients', at('a/candidates.npz')]],
  ] as const) {
    const before = readFileSync(at(path));
    expectOneLine(await runInProcess(...args), /would be replaced; name another file \[DOMAIN\]$/);
    expect(readFileSync(at(path)).equals(before), path).toBe(true);
  }
});

test('--resume with --overwrite is wrong usage', async () => {
  const { code, err } = await runInProcess(...attack, '--out', at('no'), '--resume', '--overwrite');
  expect({ code, made: existsSync(at('no')) }).toEqual({ code: 2, made: false });
  expect(err).toMatch(/--resume .*--overwrite/);
});

test('a lock that a killed run left behind is taken over, with its temporary files', async () => {
  const line = [...attackOf(1_000_000), '--out', 'left', '--checkpoint-every', '0.01'];
  const { process: child, finished } = startNoprior(line, { cwd });
  while (!existsSync(at('left/checkpoint.safetensors'))) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await finished;
  expect(readdirSync(at('left'))).toContain('.noprior-lock');
  writeFileSync(at('left', `.candidates.npz.${crypto.randomUUID()}.tmp`), 'half');
  const again = await runInProcess(...attack, '--out', at('left'), '--overwrite');
  expect(again.code, again.err).toBe(0);
  expect(readdirSync(at('left'))).toEqual(['candidates.npz', 'progress.csv', 'run.json']);
});
