import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '@noprior/run-folder';
import { describe, expect, test } from 'vitest';
import { runInProcess } from '../run-in-process.ts';
import { numberAt, runForJson, runNoprior, startNoprior, toRecord } from '../run-noprior.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const cwd = temporaryFolder();
const at = (...path: string[]): string => join(cwd, ...path);
const smoke = (out: string, ...more: string[]): string[] => [
  'reproduce',
  'far-sets',
  '--scale',
  'smoke',
  '--out',
  out,
  ...more,
];

describe('--dry-run', () => {
  test('prints the plan with its time, and writes nothing', async () => {
    const out = at('dry');
    const { code, out: text } = await runInProcess(...smoke(out, '--dry-run'));
    expect(code).toBe(0);
    expect(text).toMatch(/^far-sets +2 +4$/m);
    expect(text).toMatch(/^data +1 +1 +[\d.]+ s$/m);
    expect(text).toMatch(/^all, 1 at a time +4 +4 +[\d.]+ s$/m);
    expect(existsSync(out)).toBe(false);
  });

  test('--list prints every study with its time at every scale', async () => {
    const { experiments } = JSON.parse((await runInProcess('reproduce', '--list', '--json')).out);
    expect(experiments.length).toBeGreaterThan(8);
    for (const { seconds } of experiments) {
      expect(seconds.smoke).toBeGreaterThan(0);
      expect(seconds.smoke).toBeLessThan(seconds.cpu);
      expect(seconds.cpu).toBeLessThan(seconds.paper);
    }
    const { code, out } = await runInProcess('reproduce', '--list');
    expect(code).toBe(0);
    for (const { name } of experiments) expect(out).toMatch(new RegExp(`^ *${name} .* s`, 'm'));
  });

  test('more workers take less time, and experiments share steps', async () => {
    const plan = async (workers: string, ...names: string[]): Promise<unknown> => {
      const line = [
        'reproduce',
        ...names,
        '--scale',
        'smoke',
        '--workers',
        workers,
        '--out',
        at('dry'),
        '--dry-run',
        '--json',
      ];
      return JSON.parse((await runInProcess(...line)).out);
    };
    const [one, two] = [await plan('1', 'all'), await plan('2', 'all')];
    expect(numberAt(two, 'secondsLeft')).toBeCloseTo(numberAt(one, 'secondsLeft') / 2, 6);
    const apart = numberAt(await plan('1', 'mnist-shift'), 'steps') + numberAt(await plan('1', 'defences'), 'steps');
    expect(numberAt(await plan('1', 'mnist-shift', 'defences'), 'steps')).toBeLessThan(apart);
  });

  test('data that are not there are named', async () => {
    mkdirSync(at('empty'));
    const { code, err } = await runInProcess(
      'reproduce',
      'mnist-shift',
      '--data-dir',
      at('empty'),
      '--out',
      at('dry'),
      '--dry-run',
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^error: .*mnist/i);
  });
});

test.each([
  [['reproduce', 'sphere', '--out', 'x'], /Allowed choices are sphere-radius, /],
  [['reproduce', '--out', 'x'], /missing required argument 'experiment'/],
  [['reproduce', 'all'], /required option '--out <dir>' not specified/],
  [smoke('x', '--workers', '0'), /Expected an integer from 1/],
  [smoke('x', '--scale', 'huge'), /Allowed choices are smoke, cpu, paper/],
])('wrong usage: %j', async (line, message) => {
  const { code, err } = await runInProcess(...line);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test('run, run again, damage, report', { timeout: 120_000 }, async () => {
  const first = await runForJson(smoke('run', '--workers', '2'), { cwd });
  expect(first).toMatchObject({ steps: 4, computed: 4, reused: 0, blocked: 0, failures: [] });
  const stored = toRecord(JSON.parse(readFileSync(at('run', 'far-sets', 'results.json'), 'utf8')));
  expect(stored).toMatchObject({ name: 'far-sets', scale: 'smoke' });
  expect(readdirSync(at('run')).sort()).toEqual(['cache', 'far-sets', 'run.json']);
  const record = toRecord(JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')));
  expect(record).toMatchObject({ command: 'reproduce', results: { computed: 4, reused: 0, failures: [] } });
  const manifest = toRecord(
    JSON.parse(readFileSync(at('run', 'cache', readdirSync(at('run', 'cache'))[0]!, 'step.json'), 'utf8')),
  );
  expect(manifest.ran).toMatchObject({
    place: { machine: { cores: cpus().length }, node: process.version, build: { workers: 2 } },
    peakMemoryBytes: expect.any(Number),
  });

  const second = await runNoprior(smoke('run'), { cwd });
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toContain('far-sets');
  expect(second.stdout).toMatch(/run: 0 results computed and 4 reused in [\d.]+ s, scale smoke\n$/);

  const key = readdirSync(at('run', 'cache')).find((name) => existsSync(at('run', 'cache', name, 'data.npz')))!;
  writeFileSync(at('run', 'cache', key, 'data.npz'), 'not this');
  const third = await runNoprior(smoke('run'), { cwd });
  expect(third.code).toBe(0);
  expect(third.stderr).toContain(
    `warning: the result ${key} of data was damaged (data.npz has been changed) and was not used\n`,
  );
  expect(third.stdout).toMatch(/1 results computed and 3 reused/);

  const report = await runForJson(['report', 'run'], { cwd });
  expect(report).toEqual({ report: at('run', 'report.html'), experiments: ['far-sets'] });
  const page = readFileSync(at('run', 'report.html'), 'utf8');
  expect(page).toContain('scale smoke');
  expect(page).toContain('Sets at any distance');

  const inMarkdown = ['report', 'run', '--format', 'markdown', '--out', 'documents'];
  expect(await runForJson(inMarkdown, { cwd })).toMatchObject({ experiments: ['far-sets'] });
  expect(readdirSync(at('documents')).sort()).toEqual(['README.md', 'far-sets.json', 'figures']);
  const text = readFileSync(at('documents', 'README.md'), 'utf8');
  expect(text).toMatch(/onnx:cpu.*Node v/);
  expect(text).toContain('Sets at any distance');
  for (const [, figure] of text.matchAll(/\]\((figures\/[^)]*)\)/g))
    expect(existsSync(at('documents', figure!))).toBe(true);
  expect(readFileSync(at('documents', 'far-sets.json'), 'utf8')).not.toContain(cwd);

  // From its own JSON it is the same document.
  expect(await runForJson(['report', 'documents', '--format', 'markdown'], { cwd })).toMatchObject({
    experiments: ['far-sets'],
  });
  const again = readFileSync(at('documents', 'README.md'), 'utf8');
  expect(again.replace(/^- .*\n$/m, '')).toBe(text.replace(/^- .*\n$/m, ''));

  mkdirSync(at('foreign'));
  writeFileSync(at('foreign', 'README.md'), '# Of somebody else\n');
  const foreign = await runInProcess('report', at('run'), '--format', 'markdown', '--out', at('foreign'));
  expect(foreign).toMatchObject({ code: 1 });
  expect(foreign.err).toContain('--overwrite');
});

test.each(['SIGINT', 'SIGHUP'] as const)(
  '%s, to it and its workers, ends it with what is done, and the same command goes on',
  async (signal) => {
    const broken = `broken-${signal}`;
    const line = smoke(broken);
    const { process: child, finished } = startNoprior(line, { cwd, ownGroup: true });
    const isTrained = (): boolean =>
      existsSync(at(broken, 'cache')) &&
      readdirSync(at(broken, 'cache')).some(
        (name) => !name.startsWith('.') && existsSync(at(broken, 'cache', name, 'network.safetensors')),
      );
    let ended = false;
    void finished.finally(() => {
      ended = true;
    });
    while (!ended && !isTrained()) await new Promise((resolve) => setTimeout(resolve, 5));
    process.kill(-child.pid!, signal);
    const { code, stdout, stderr } = await finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /interrupted; [23] of 4 results are in broken-SIG[A-Z]+, the same command goes on from there\n$/,
    );
    const again = await runForJson(line, { cwd });
    expect(numberAt(again, 'reused') + numberAt(again, 'computed')).toBe(4);
    expect(numberAt(again, 'reused')).toBeGreaterThanOrEqual(2);
  },
);

test('a folder in use, and one of another command, are refused', async () => {
  mkdirSync(at('used'));
  const lock = await takeLock(at('used', '.noprior-lock'), 'used');
  const used = await runInProcess(...smoke(at('used')));
  expect(used.code).toBe(1);
  expect(used.err).toContain(`in use by process ${process.pid} on ${hostname()}`);
  await lock.release();
  mkdirSync(at('other'));
  writeFileSync(at('other', 'run.json'), '{"command":"attack"}');
  const other = await runInProcess(...smoke(at('other')));
  expect(other.err).toMatch(/run\.json is of noprior attack, and noprior reproduce would replace it/);
});

test('a report of results that were changed since', async () => {
  const path = at('run', 'far-sets', 'results.json');
  const whole = readFileSync(path, 'utf8');
  expect(await runInProcess('report', at('run'))).toMatchObject({ code: 0 });
  // The last digit of a number, which no other check would see.
  writeFileSync(
    path,
    whole.replace(/(\d)(,?\n)/, (_, digit: string, end: string) => `${(Number(digit) + 1) % 10}${end}`),
  );
  const { code, err } = await runInProcess('report', at('run'));
  expect(code).toBe(1);
  expect(err).toContain('results.json was changed since noprior reproduce wrote it; run noprior reproduce again');
  writeFileSync(path, whole);
});

test('results that were changed since are put together anew, as the message says', async () => {
  cpSync(at('run'), at('changed'), { recursive: true });
  const path = at('changed', 'far-sets', 'results.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"title"', '"tltle"'));
  expect((await runInProcess('report', at('changed'))).err).toContain('run noprior reproduce again');
  expect(await runInProcess(...smoke(at('changed')))).toMatchObject({ code: 0 });
  expect(await runInProcess('report', at('changed'))).toMatchObject({ code: 0 });
});

test('a step without room on the disk is told in a line of its own, and ends as the system refusing', async () => {
  const { code, stderr } = await runNoprior(smoke('full'), { cwd, fileBlocks: 12 });
  expect(code).toBe(1);
  const lines = stderr.trim().split('\n');
  expect(lines.at(-1)).toMatch(/^error: .* \[SYSTEM\]$/);
  expect(lines.at(-2)).toMatch(/^[a-z-]+ \{.*\}: .*cannot write/);
  expect(readdirSync(at('full', 'cache'))).toEqual([]);
});

test('a report of nothing, and of something else', async () => {
  const none = await runInProcess('report', at('nowhere'));
  expect(none).toMatchObject({ code: 1 });
  expect(none.err).toContain('noprior reproduce');
  mkdirSync(at('odd', 'far-sets'), { recursive: true });
  writeFileSync(at('odd', 'far-sets', 'results.json'), '{"results":');
  const odd = await runInProcess('report', at('odd'));
  expect(odd).toMatchObject({ code: 1 });
  expect(odd.err).toContain('is no result of noprior reproduce; run it again');
  writeFileSync(at('odd', 'far-sets', 'results.json'), `{"results":${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
  expect((await runInProcess('report', at('odd'))).err).toContain('nested deeper');
  // JSON with the right fields, but of no experiment: as a stranger's folder may have it.
  const summary = { statements: [] };
  const stored = { results: [], summary, seconds: 1, ran: { machine: { processor: 'x' } } };
  for (const contents of [stored, { ...stored, name: 'sphere-radius' }]) {
    writeFileSync(at('odd', 'far-sets', 'results.json'), JSON.stringify(contents));
    expect((await runInProcess('report', at('odd'))).err).toContain('is no result of noprior reproduce; run it again');
  }
});
