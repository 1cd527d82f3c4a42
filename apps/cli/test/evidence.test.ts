import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { beforeAll, expect, test } from 'vitest';
import { expectOneLine } from './expect-one-line.ts';
import { runInProcess } from './run-in-process.ts';
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
