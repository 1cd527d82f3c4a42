import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { lockFolder } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const lockOf = (folder: string): string => join(folder, '.noprior-lock');

/** Number of a process that is gone. */
function deadProcess(): number {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return pid;
}

test('one at a time, and free afterwards', async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(DomainError);
  await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid} on ${hostname()}`);
  await unlock();
  expect(readdirSync(folder)).toEqual([]);
  await (await lockFolder(folder))();
});

test('of many at once one gets it', async () => {
  const folder = temporaryFolder();
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('the lock of a process that was killed is taken over, by one', async () => {
  const folder = temporaryFolder();
  writeFileSync(lockOf(folder), `${JSON.stringify({ process: deadProcess(), machine: hostname(), id: 'x' })}\n`);
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(JSON.parse(readFileSync(lockOf(folder), 'utf8')).process).toBe(process.pid);
  expect(readdirSync(folder)).toEqual(['.noprior-lock']);
});

test('half of a lock counts as one of a killed process', async () => {
  const folder = temporaryFolder();
  writeFileSync(lockOf(folder), '{"proc');
  await (await lockFolder(folder))();
});

test('of another machine nobody knows; the message says what to delete', async () => {
  const folder = temporaryFolder();
  writeFileSync(lockOf(folder), JSON.stringify({ process: deadProcess(), machine: 'another machine' }));
  await expect(lockFolder(folder)).rejects.toThrow(
    `on another machine; wait for it, name another folder, or, if that process is gone, delete ${lockOf(folder)}`,
  );
});

test('who gives it back late does not take it from the next one', async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(folder);
  writeFileSync(lockOf(folder), 'of somebody else');
  await unlock();
  expect(existsSync(lockOf(folder))).toBe(true);
});
