import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAttackRun } from '../src/attack-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = temporaryFolder();

function folder(name: string, files: Record<string, string>): string {
  mkdirSync(join(root, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
  return join(root, name, 'candidates.npz');
}

test('what an attack left is read', async () => {
  const config = { alpha: { from: 20, to: 300 }, scale: 'sum', attackerKnows: ['the mean'] };
  const path = folder('run', {
    'run.json': JSON.stringify({ command: 'attack', config, arguments: { preset: 'adam-box' } }),
    'progress.csv': 'iteration,seconds,total,stationarity,dualFeasibility,prior\n0,0.1,6,3,2,1\n9,0.5,3,1,1,1\n',
  });
  expect(await readAttackRun(path)).toEqual({
    command: 'attack',
    config,
    alpha: 300,
    attackerKnows: ['the mean'],
    preset: 'adam-box',
    records: [
      { iteration: 0, seconds: 0.1, total: 6, stationarity: 3, dualFeasibility: 2, prior: 1 },
      { iteration: 9, seconds: 0.5, total: 3, stationarity: 1, dualFeasibility: 1, prior: 1 },
    ],
  });
});

test('candidates that no attack left stand for themselves', async () => {
  const nothing = {
    command: undefined,
    config: {},
    alpha: undefined,
    attackerKnows: [],
    preset: undefined,
    records: [],
  };
  expect(await readAttackRun(join(root, 'absent', 'c.npz'))).toEqual(nothing);
  for (const [name, text] of [
    ['damaged', '{"config": '],
    ['text', '"config"'],
    ['null', 'null'],
    ['wrong', '{"config": {"alpha": -1, "scale": 3, "attackerKnows": "all"}, "arguments": []}'],
  ] as const) {
    const path = folder(name, { 'run.json': text, 'progress.csv': 'a,b\n1,2\nx,,,,,\n' });
    expect({ ...(await readAttackRun(path)), config: {} }).toEqual(nothing);
  }
});

test('a record says nothing of another file beside it', async () => {
  const record = { command: 'corners', config: { alpha: 100 }, results: { accepted: 7 } };
  const own = { 'candidates.npz': 'a'.repeat(64) };
  for (const [name, fields] of [
    ['named', { ...record, files: own }],
    ['earlier', record],
  ] as const) {
    const path = folder(name, {
      'run.json': JSON.stringify(fields),
      'progress.csv': 'iteration,seconds,total,stationarity,dualFeasibility,prior\n0,0.1,6,3,2,1\n',
    });
    const read = await readAttackRun(path);
    expect({ ...read, records: read.records.length }).toMatchObject({ command: 'corners', accepted: 7, records: 1 });
    const { accepted, command, alpha, records } = await readAttackRun(join(root, name, 'mine.npz'));
    expect({ accepted, command, alpha, records }).toEqual({ records: [] });
  }
});
