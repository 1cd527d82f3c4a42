import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serializeNpz } from '@noprior/array-files';
import { fromNested, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { commandOf } from './cases/command-of.ts';
import { readCandidates, readModels, refusals, refusalsByFile } from './cases/expected-outcomes.ts';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
import { numberAt } from './run-noprior.ts';
import { findSharedCases, type SharedCase } from './shared-cases.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const { folder, isAbsent, cases: listed } = findSharedCases((group) => !group.startsWith('data '));
const cases = listed.filter(({ files }) => files.length > 0);
const byId = new Map(cases.map((entry) => [entry.id, entry]));
const base = join(folder, 'base-4-3-1.safetensors');
const fileOf = ({ files }: SharedCase): string => join(folder, files[0]!);
const lineOf = (entry: SharedCase): string[] => commandOf(entry, fileOf(entry), base);

/** What the message of a refused case must say; undefined for a case that is not known here. */
function refusalOf({ id, files }: SharedCase): RegExp | undefined {
  return (
    refusals[id] ?? (id.startsWith('hostile') ? refusalsByFile.find(([file]) => file.test(files[0]!))?.[1] : undefined)
  );
}

/** Characters that a terminal acts on, but for the end of a line. */
function controlCharacters(text: string): string[] {
  return [...text].filter(
    (character) => character !== '\n' && /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(character),
  );
}

describe.skipIf(isAbsent)('files of strangers', () => {
  test('every case that is expected here is there', () => {
    const expected = [...Object.keys(refusals), ...Object.keys(readCandidates), ...readModels];
    expect(expected.filter((id) => !byId.has(id))).toEqual([]);
  });

  test.each(cases.filter(({ id }) => id in readCandidates))('$id is read: $expected', async (entry) => {
    // The numbers are of the reference code's unit.
    const { code, out, err } = await runInProcess(...lineOf(entry), '--scale', 'mean');
    expect(code, err).toBe(0);
    const found = numberAt(JSON.parse(out), 'stationarity');
    const wanted = readCandidates[entry.id]!;
    expect(Math.abs(found - wanted)).toBeLessThan(1e-12 * wanted);
  });

  test.each(cases.filter(({ id }) => readModels.has(id)))('$id is read: $expected', async (entry) => {
    const { code, out, err } = await runInProcess(...lineOf(entry));
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toHaveProperty('rank');
  });

  test('negative multipliers are a number', async () => {
    const { code, out } = await runInProcess(...lineOf(byId.get('npz-neg-lambda')!));
    expect(code).toBe(0);
    expect(numberAt(JSON.parse(out), 'dualFeasibility')).toBeGreaterThan(0);
  });

  test.each(cases.filter((entry) => refusalOf(entry) !== undefined))('$id is refused: $expected', async (entry) => {
    const outcome = await runInProcess(...lineOf(entry));
    expectOneLine(outcome, refusalOf(entry)!);
    expect(outcome.err).toMatch(/ \[(FORMAT|SHAPE|DOMAIN)\]\n$/);
    expect(controlCharacters(outcome.err)).toEqual([]);
  });

  test('a case that is not known here is read, or refused in one line', async () => {
    const known = (entry: SharedCase): boolean =>
      entry.id in readCandidates || readModels.has(entry.id) || refusalOf(entry) !== undefined;
    for (const entry of cases.filter((each) => !known(each))) {
      const outcome = await runInProcess(...lineOf(entry));
      if (outcome.code !== 0) expectOneLine(outcome, /\]$/);
      expect(controlCharacters(outcome.err), entry.id).toEqual([]);
    }
  });

  test('std is refused by an attack, too', async () => {
    const attack = ['--model', fileOf(byId.get('m-preprocessing-std')!), '--out', join(cwd, 'out'), '--json'];
    expectOneLine(await runInProcess('attack', '--method', 'box-vertices', ...attack), /preprocessing\.std/);
    expectOneLine(await runInProcess('attack', ...attack), /preprocessing\.std/);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  test('--max-file-mb raises the limit, and says so', async () => {
    const bomb = fileOf(byId.get('bomb-u1')!);
    const { code, err } = await runInProcess('kkt', '--model', base, '--candidates', bomb, '--max-file-mb', '0');
    expect(code).toBe(2);
    expect(err).toContain('--max-file-mb');
    const plain = fileOf(byId.get('npz-plain')!);
    const line = ['kkt', '--model', base, '--candidates', plain, '--json', '--max-file-mb', '1'];
    expect((await runInProcess(...line)).code).toBe(0);
  });

  test('what is no file is refused at once', async () => {
    const at = (name: string): string => join(cwd, name);
    mkdirSync(at('dir.npz'));
    execFileSync('mkfifo', [at('pipe.npz')]);
    symlinkSync('/dev/zero', at('zero.npz'));
    const kinds: [string, RegExp][] = [
      [at('dir.npz'), /dir\.npz is not a file but a folder/],
      [at('pipe.npz'), /a named pipe/],
      [at('zero.npz'), /a device/],
      ['/dev/zero', /\.npz or \.safetensors|a device/],
      [at('absent.npz'), /cannot read .*absent\.npz/],
    ];
    for (const [path, message] of kinds) {
      expectOneLine(await runInProcess('span', '--model', path), message);
      expectOneLine(await runInProcess('kkt', '--model', base, '--candidates', path), message);
    }
  });

  test('none takes more than 64 MiB beyond a start, or writes a file', () => {
    const run = (lines: readonly (readonly string[])[]): Measured => {
      const script = fileURLToPath(new URL('hooks/run-cases.mjs', import.meta.url));
      const text = execFileSync(process.execPath, [script], { cwd, input: JSON.stringify(lines), encoding: 'utf8' });
      return JSON.parse(text);
    };
    const idle = run([lineOf(byId.get('npz-plain')!)]);
    const largest = Math.max(...cases.map((entry) => statSync(fileOf(entry)).size));
    // All in one process, so that the largest of all is bounded by what one may take.
    const lines = cases
      .filter((entry) => refusalOf(entry) !== undefined)
      .flatMap((entry) => [lineOf(entry), ['span', '--model', fileOf(entry)]])
      .concat(makeBombs(cwd, base));
    const { outcomes, peakBytes } = run(lines);
    expect(lines.filter((_, index) => outcomes[index]!.code !== 1)).toEqual([]);
    expect(peakBytes - idle.peakBytes).toBeLessThan(10 * largest + 2 ** 26);
    for (const place of [cwd, process.cwd(), tmpdir(), join(cwd, '../..'), folder]) {
      expect(readdirSync(place).filter((name) => name.includes('PWNED'))).toEqual([]);
    }
  });
});

/** Archives of 50 KB that declare 48 MB, right to the last byte, under the names that are asked for. */
function makeBombs(folder: string, model: string): string[][] {
  const save = (name: string, arrays: Record<string, HostTensor>): string => {
    const path = join(folder, name);
    writeFileSync(path, serializeNpz(arrays, { compress: true }));
    return path;
  };
  const points = makeHostTensor(new Float64Array(6e6), [1_500_000, 4]);
  const labels = fromNested([1]);
  const candidates = save('points.npz', { x: points, lambda: labels, y: labels });
  const multipliers = save('labels.npz', { x: fromNested([[1, 2, 3, 4]]), lambda: labels, y: points });
  const weights = save('weights.npz', { 'layers.0.weight': makeHostTensor(new Float32Array(12e6), [1, 12_000_000]) });
  return [
    ['kkt', '--model', model, '--candidates', candidates],
    ['kkt', '--model', model, '--candidates', multipliers],
    ['span', '--model', weights],
  ];
}

interface Measured {
  readonly outcomes: readonly { readonly code: number; readonly err: string }[];
  readonly peakBytes: number;
}
