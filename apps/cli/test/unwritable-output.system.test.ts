import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { runNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const glyphs = ['--dataset', 'glyphs', '--per-class', '2'];

beforeAll(async () => {
  const train = ['train', ...glyphs, '--hidden', '6', '--max-iterations', '3', '--out', at('m.safetensors')];
  expect((await runInProcess(...train)).code).toBe(0);
  const attack = ['attack', '--model', at('m.safetensors'), '--candidates-per-class', '4', '--max-iterations', '3'];
  expect((await runInProcess(...attack, '--out', at('a'))).code).toBe(0);
});

describe('a place that cannot be written is found before anything is computed', () => {
  const places: [string, string][] = [['below a file', at('file/below')]];
  // The superuser writes whatever the permissions say.
  if (getuid?.() !== 0) places.push(['a read-only folder', at('locked')]);
  else if (existsSync('/proc/self')) places.push(['a read-only file system', '/proc/self/noprior']);

  beforeAll(() => {
    writeFileSync(at('file'), 'a file');
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0o555);
  });

  test.each(places)('%s', async (_, place) => {
    const model = ['--model', at('m.safetensors')];
    const candidates = ['--candidates', at('a/candidates.npz'), ...model];
    for (const [option, ...args] of [
      ['--out', 'train', ...glyphs, '--out', join(place, 'm.npz')],
      ['--out', 'attack', '--model', at('m.safetensors'), '--out', place],
      ['--out', 'attack', '--method', 'box-vertices', '--model', at('m.safetensors'), '--box', '0,1', '--out', place],
      ['--report', 'score', ...candidates, ...glyphs, '--report', join(place, 'r.html')],
      ['--out', 'score', ...candidates, ...glyphs, '--out', place],
      ['--gradients', 'kkt', ...candidates, '--gradients', join(place, 'g.npz')],
      ['--out', 'kkt', ...candidates, '--out', place],
      ['--out', 'refine', ...model, ...glyphs, '--out', join(place, 'm.npz')],
      ['--report', 'certify', ...model, ...glyphs, '--report', join(place, 'r.html')],
      ['--out', 'certify', ...model, ...glyphs, '--out', place],
      ['--out', 'transform', 'far', ...candidates, '--distance', '1', '--out', join(place, 'f.npz')],
      ['--out', 'demo', '--scale', 'smoke', '--out', place],
    ]) {
      const { code, out, err } = await runInProcess(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^error: output: cannot write to [^\n]* name another place with [^\n]* \[SYSTEM\]\n$/);
      expect(err).toContain(`with ${option} [`);
    }
  });

  test('an input in the place of a result', async () => {
    const candidates = at('a/candidates.npz');
    const files = ['--candidates', candidates, '--model', at('m.safetensors')];
    const before = readFileSync(candidates);
    const report = ['score', ...files, ...glyphs, '--report', at('a/../a/candidates.npz')];
    for (const args of [report, ['kkt', ...files, '--gradients', candidates]]) {
      const { code, out, err } = await runInProcess(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/read by this run.* \[DOMAIN\]\n$/);
    }
    expect(readFileSync(candidates).equals(before)).toBe(true);
  });

  test('a page and gradients replace an earlier page and gradients, and nothing else', async () => {
    const files = ['--candidates', at('a/candidates.npz'), '--model', at('m.safetensors')];
    const score = ['score', ...files, ...glyphs, '--report'];
    const gradients = ['kkt', ...files, '--gradients'];
    const report = ['report', at('e'), '--out'];
    const record = at('a/run.json');
    writeFileSync(at('page.html'), '<!doctype html><p>of somebody else');
    expect((await runInProcess('train', ...glyphs, '--max-iterations', '1', '--out', at('n.npz'))).code).toBe(0);
    expect(await runNoprior(['reproduce', 'far-sets', '--scale', 'smoke', '--out', 'e'], { cwd })).toMatchObject({
      code: 0,
    });
    for (const [kind, path] of [
      [score, at('page.html')],
      [score, record],
      [gradients, at('n.npz')],
      [report, at('page.html')],
      [report, at('a/candidates.npz')],
      [report, at('e/run.json')],
    ] as const) {
      const before = readFileSync(path);
      const { code, out, err } = await runInProcess(...kind, path);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^error: output: [^\n]* name another [^\n]* \[DOMAIN\]\n$/);
      expect(readFileSync(path).equals(before)).toBe(true);
    }
    for (const [kind, path] of [
      [score, at('own.html')],
      [report, at('own.html')],
      [gradients, at('own.npz')],
    ] as const) {
      for (const _ of [1, 2]) expect(await runInProcess(...kind, path)).toMatchObject({ code: 0 });
    }
    expect(await runInProcess(...report, at('page.html'), '--overwrite')).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(at('page.html'), 'utf8')).toContain('far away');
  });

  test('what is no regular file is not replaced', async () => {
    const pipe = at('pipe.html');
    execFileSync('mkfifo', [pipe]);
    const files = ['--candidates', at('a/candidates.npz'), '--model', at('m.safetensors')];
    const { code, err } = await runInProcess('score', ...files, ...glyphs, '--report', pipe, '--overwrite');
    expect(code).toBe(1);
    expect(err).toMatch(/no regular file.* \[DOMAIN\]\n$/);
  });

  test('a folder in the place of a file', async () => {
    mkdirSync(at('folder.npz'));
    const refused = await runInProcess('train', ...glyphs, '--out', at('folder.npz'));
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/is a folder, expected.* \[DOMAIN\]\n$/);
  });
});

describe('a disk that fills up leaves nothing half-written', () => {
  // 16 blocks of 512 bytes hold a run.json, but neither these weights nor these candidates.
  const limited = { cwd, fileBlocks: 16 };

  test('train', async () => {
    mkdirSync(at('full-train'));
    const line = ['train', ...glyphs, '--hidden', '6', '--max-iterations', '3', '--out', 'full-train/m.npz', '--json'];
    const { code, stdout, stderr } = await runNoprior(line, limited);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]*cannot write [^\n]* \[SYSTEM\]\n$/);
    expect(readdirSync(at('full-train'))).toEqual([]);
  });

  test('attack', async () => {
    const line = 'attack --model m.safetensors --candidates-per-class 4 --max-iterations 3 --out full-attack --json';
    const { code, stdout, stderr } = await runNoprior(line.split(' '), limited);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]*cannot write [^\n]*candidates\.npz [^\n]* \[SYSTEM\]\n$/);
    expect(existsSync(at('full-attack'))).toBe(false);
  });

  test('transform', async () => {
    const line =
      'transform far --model m.safetensors --candidates a/candidates.npz --distance 1 --force --as-far-as-possible';
    mkdirSync(at('full-transform'));
    const { code, stdout, stderr } = await runNoprior(`${line} --out full-transform/f.npz`.split(' '), limited);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]*cannot write [^\n]*f\.npz [^\n]* \[SYSTEM\]\n$/);
    expect(readdirSync(at('full-transform'))).toEqual([]);
  });

  test('score', async () => {
    const line = 'score --model m.safetensors --candidates a/candidates.npz --report full-score/r.html';
    const { code, stdout, stderr } = await runNoprior([...line.split(' '), ...glyphs], limited);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]*cannot write [^\n]*r\.html [^\n]* \[SYSTEM\]\n$/);
    expect(readdirSync(at('full-score'))).toEqual([]);
  });
});
