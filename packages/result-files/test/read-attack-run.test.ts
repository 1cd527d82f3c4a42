import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAttackRun } from '../src/read-attack-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = temporaryFolder();

function folder(name: string, files: Record<string, string>): string {
  mkdirSync(join(root, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
  return join(root, name, 'candidates.npz');
}

const header = 'iteration,seconds,total,stationarity,dualFeasibility,prior';

test('what an attack left is read', async () => {
  const knowledge = { box: { status: 'known', by: 'user', value: { low: 0, high: 1 } } };
  const config = { method: 'kkt', alpha: { from: 20, to: 300 }, scale: 'sum', objective: 'binary', knowledge };
  const path = folder('run', {
    'run.json': JSON.stringify({ command: 'attack', config, arguments: { preset: 'adam-box', model: 'm.npz' } }),
    'progress.csv': `${header}\n0,0.1,6,3,2,1\n9,0.5,3,1,1,1\n`,
  });
  const { attack, ...read } = await readAttackRun(path);
  expect(attack?.name).toBe('kkt');
  expect(read).toEqual({
    config,
    knowledge,
    alpha: 300,
    objective: 'binary',
    preset: 'adam-box',
    model: 'm.npz',
    results: {},
    records: [
      { iteration: 0, seconds: 0.1, values: { total: 6, stationarity: 3, dualFeasibility: 2, prior: 1 } },
      { iteration: 9, seconds: 0.5, values: { total: 3, stationarity: 1, dualFeasibility: 1, prior: 1 } },
    ],
  });
});

test('records with stages and with numbers that were not known', async () => {
  const path = folder('stages', { 'progress.csv': 'iteration,seconds,stage,value\n0,1,first,\n1,2,second,3\n2,3\n' });
  expect((await readAttackRun(path)).records).toEqual([
    { iteration: 0, seconds: 1, stage: 'first', values: {} },
    { iteration: 1, seconds: 2, stage: 'second', values: { value: 3 } },
  ]);
});

test('candidates that no attack left stand for themselves', async () => {
  const nothing = {
    attack: undefined,
    config: {},
    knowledge: {},
    alpha: undefined,
    objective: undefined,
    preset: undefined,
    model: undefined,
    results: {},
    records: [],
  };
  expect(await readAttackRun(join(root, 'absent', 'c.npz'))).toEqual(nothing);
  for (const [name, text] of [
    ['damaged', '{"config": '],
    ['text', '"config"'],
    ['null', 'null'],
    ['wrong', '{"config": {"alpha": -1, "scale": 3, "knowledge": "all", "method": 3}, "arguments": []}'],
  ] as const) {
    const path = folder(name, { 'run.json': text, 'progress.csv': 'a,b\n1,2\nx,,,,,\n' });
    expect({ ...(await readAttackRun(path)), config: {} }).toEqual(nothing);
  }
});

test('a record says nothing of another file beside it', async () => {
  const record = { command: 'corners', config: { alpha: 100 } };
  const own = { 'candidates.npz': 'a'.repeat(64) };
  for (const [name, fields] of [
    ['named', { ...record, files: own }],
    ['earlier', record],
  ] as const) {
    const path = folder(name, { 'run.json': JSON.stringify(fields), 'progress.csv': `${header}\n0,0.1,6,3,2,1\n` });
    const read = await readAttackRun(path);
    expect({ method: read.attack?.name, records: read.records.length }).toEqual({ method: 'box-vertices', records: 1 });
    const { attack, alpha, records } = await readAttackRun(join(root, name, 'mine.npz'));
    expect({ attack, alpha, records }).toEqual({ records: [] });
  }
});

test('a named pipe in the place of a table or a record is not waited for', async () => {
  const path = folder('pipes', {});
  for (const name of ['run.json', 'progress.csv']) execFileSync('mkfifo', [join(root, 'pipes', name)]);
  expect(await readAttackRun(path)).toMatchObject({ attack: undefined, records: [] });
});

test('of very many evaluations some are read, the first and the last among them', async () => {
  const lines = Array.from({ length: 50_001 }, (_, i) => `${i},${i / 10},1,1,0,0`);
  const path = folder('long', {
    'progress.csv': `iteration,seconds,total,stationarity,dualFeasibility,prior\n${lines.join('\n')}\n`,
  });
  const { records } = await readAttackRun(path);
  expect(records.length).toBeLessThanOrEqual(20_001);
  expect(records.length).toBeGreaterThan(10_000);
  expect([records[0]?.iteration, records.at(-1)?.iteration]).toEqual([0, 50_000]);
});
