import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryName } from '@noprior/array-files';
import { DomainError, SystemError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { openOutputFile } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a report is written by one process at a time, and what killed ones left of it goes', async () => {
  const folder = join(temporaryFolder(), 'new', 'folder');
  const report = join(folder, 'report.html');
  const first = await openOutputFile(report, '--report');
  const other = temporaryName('other.html');
  for (const name of [temporaryName('report.html'), other]) writeFileSync(join(folder, name), 'half');
  await expect(openOutputFile(report, '--report')).rejects.toThrow(/report\.html is in use by process/);
  // Another file in the same folder is free.
  await (await openOutputFile(join(folder, 'second.html'), '--report')).close();
  await first.close();
  await (await openOutputFile(report, '--report')).close();
  expect(readdirSync(folder)).toEqual([other]);
});

test('a report that is there is replaced; records, checkpoints and results of runs are not', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'report.html'), 'old');
  await (await openOutputFile(join(folder, 'report.html'), '--report')).close();
  mkdirSync(join(folder, 'radius'));
  const files = { 'points.csv': '0'.repeat(64), 'radius/results.json': '0'.repeat(64) };
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ command: 'attack', files }));
  writeFileSync(join(folder, 'm.run.json'), JSON.stringify({ command: 'train', files: { 'm.npz': '0'.repeat(64) } }));
  const own = ['run.json', 'm.run.json', 'points.csv', 'radius/results.json', 'm.npz', 'checkpoint.safetensors'];
  for (const name of [...own, 'm.checkpoint.safetensors', 'm.checkpoint.records-0123abcd.jsonl']) {
    if (!name.endsWith('run.json')) writeFileSync(join(folder, name), 'kept');
    const before = readFileSync(join(folder, name), 'utf8');
    await expect(openOutputFile(join(folder, name), '--report')).rejects.toThrow(DomainError);
    expect(readFileSync(join(folder, name), 'utf8')).toBe(before);
  }
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('a place that is none', async () => {
  const folder = temporaryFolder();
  await expect(openOutputFile(folder, '--report')).rejects.toThrow(/is a folder.*--report/);
  writeFileSync(join(folder, 'file'), '');
  await expect(openOutputFile(join(folder, 'file', 'r.html'), '--report')).rejects.toThrow(SystemError);
});
