import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess, runOnTerminal } from './run-in-process.ts';
import { toRecord } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);
const few = ['--candidates-per-class', '2', '--max-iterations', '25'];
const short = ['--model', at('m.safetensors'), ...few, '--noise', '1e-4'];

beforeAll(async () => {
  await saveNetwork(
    at('m.safetensors'),
    makeNetwork({ inputSize: 5, hiddenSizes: [7], initialisation: 'scaled-first', seed: 3 }),
  );
});

test('writes candidates, the course of the evidence and a record, the same ones again', async () => {
  const args = [...short, '--box', '-2,3', '--contrast', '1', '--backend', 'reference', '--seed', '4', '--json'];
  const first = await runInProcess('evidence', ...args, '--out', at('one'));
  expect(first).toMatchObject({ code: 0, err: '' });
  const printed = toRecord(JSON.parse(first.out));
  expect(printed).toMatchObject({ iterations: 25, ended: 'maxIterations', backend: 'reference' });
  expect(printed.evidence).toBe(Number(printed.fit) + Number(printed.occam));
  expect((await runInProcess('evidence', ...args, '--out', at('two'))).code).toBe(0);
  const { arrays } = await loadArrays(at('one/candidates.npz'));
  expect(arrays.x!.shape).toEqual([4, 5]);
  expect([Math.min(...arrays.x!.data), Math.max(...arrays.x!.data)]).toSatisfy(
    ([low, high]: number[]) => low! >= -2 && high! <= 3,
  );
  expect((await loadArrays(at('two/candidates.npz'))).arrays).toEqual(arrays);
  expect(readFileSync(at('one/evidence.csv'), 'utf8').split('\n')).toHaveLength(5);
  const run = toRecord(JSON.parse(readFileSync(at('one/run.json'), 'utf8')));
  const config = toRecord(run.config);
  expect(run.command).toBe('evidence');
  expect(config).toMatchObject({ scale: 'sum', noise: { to: 1e-4 }, contrast: 1 });
  expect(config.attackerKnows).toHaveLength(6);
  expect(JSON.stringify(config.attackerKnows)).not.toContain('penalty');
});

test('refuses what it cannot use, and writes nothing', async () => {
  const wrong = await runInProcess('evidence', ...short, '--contrast', '-1', '--out', at('no'));
  expect(wrong.code).toBe(2);
  const missing = await runInProcess('evidence', '--model', at('none.npz'), '--out', at('no'));
  expect(missing.code).toBe(1);
  expectOneLine(missing, /none\.npz/);
  expect(existsSync(at('no'))).toBe(false);
});

test('an interrupted run goes on to the bytes of one that was not', async () => {
  const args = ['--model', at('m.safetensors'), '--noise', '1e-4', '--candidates-per-class', '2', '--seed', '4'];
  const line = (out: string) => [
    'evidence',
    ...args,
    '--backend',
    'reference',
    '--max-iterations',
    '2000',
    '--out',
    at(out),
  ];
  expect((await runInProcess(...line('whole'))).code).toBe(0);

  const controller = new AbortController();
  const watch = setInterval(() => {
    // The folder is made before the first iteration, the checkpoint at the first record after a hundredth of a second.
    if (existsSync(at('broken/checkpoint.safetensors'))) controller.abort();
  }, 1);
  const broken = await runOnTerminal([...line('broken'), '--checkpoint-every', '0.01'], { signal: controller.signal });
  clearInterval(watch);
  expect({ code: broken.code, out: broken.out }).toEqual({ code: 1, out: '' });
  expect(broken.err).toMatch(/interrupted at iteration \d+; .*--resume .*\n$/);
  expect(readdirSync(at('broken'))).toEqual([
    expect.stringMatching(/^checkpoint\.records-[0-9a-f]{8}\.jsonl$/),
    'checkpoint.safetensors',
  ]);

  const resumed = await runInProcess(...line('broken'), '--resume', '--json');
  expect({ code: resumed.code, err: resumed.err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(resumed.out)).toMatchObject({ iterations: 2000, ended: 'maxIterations' });
  expect(readdirSync(at('broken'))).toEqual(['candidates.npz', 'evidence.csv', 'run.json']);
  const bytes = (folder: string) => readFileSync(at(`${folder}/candidates.npz`));
  expect(bytes('broken').equals(bytes('whole'))).toBe(true);
  const rows = (folder: string) =>
    readFileSync(at(`${folder}/evidence.csv`), 'utf8')
      .split('\n')
      .map((row) => row.split(',').toSpliced(1, 1));
  expect(rows('broken')).toEqual(rows('whole'));

  const again = await runInProcess(...line('whole'), '--resume');
  expect({ code: again.code, err: again.err }).toEqual({
    code: 0,
    err: 'note: this run is finished already; nothing was computed\n',
  });
});

test('a limit of time ends with results, and --resume goes on from them', async () => {
  const args = [...short.slice(0, -4), ...['--noise', '1e-4', '--max-iterations', '40', '--out', at('limited')]];
  const line = ['evidence', ...args, '--backend', 'reference', '--json'];
  // So little that the machine's speed does not matter.
  const first = await runInProcess(...line, '--max-seconds', '1e-9');
  expect(toRecord(JSON.parse(first.out))).toMatchObject({ ended: 'maxSeconds', iterations: 0 });
  expect(readdirSync(at('limited'))).toContain('checkpoint.safetensors');
  const second = await runInProcess(...line, '--resume');
  expect(toRecord(JSON.parse(second.out))).toMatchObject({ ended: 'maxIterations', iterations: 40 });
  expect(readdirSync(at('limited'))).not.toContain('checkpoint.safetensors');
});
