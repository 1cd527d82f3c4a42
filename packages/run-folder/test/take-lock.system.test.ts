import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';
import { afterEach, expect, test } from 'vitest';
import { takeLock } from '../src/index.ts';
import { currentProcess } from '../src/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

const isLinux = process.platform === 'linux';
const lockOf = (folder: string): string => join(folder, '.noprior-lock');
const take = (folder: string) => takeLock(lockOf(folder), folder);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Number of a process that is gone. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** Number of a process that runs until the test ends. */
function liveProcess(): number {
  const child = spawn('sleep', ['60']);
  children.push(child);
  return child.pid!;
}

/** What is in a folder, but the sign of life of this process. */
function visible(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.noprior-alive-'));
}

/** A process that has the lock of a folder. */
async function holdLock(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hold-lock-child.mjs'), folder]);
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

/** Let a lock be of a process of another container on this machine. */
function moveToContainer(folder: string, machine: string): void {
  const lock = JSON.parse(readFileSync(lockOf(folder), 'utf8'));
  writeFileSync(lockOf(folder), JSON.stringify({ ...lock, namespace: 'pid:[1]', machine }));
}

async function plant(folder: string, owner: object): Promise<void> {
  writeFileSync(lockOf(folder), `${JSON.stringify({ ...(await currentProcess()), ...owner })}\n`);
}

test('one at a time, and free afterwards', async () => {
  const folder = temporaryFolder();
  const lock = await take(folder);
  await expect(take(folder)).rejects.toThrow(DomainError);
  await expect(take(folder)).rejects.toThrow(`in use by process ${process.pid} on ${hostname()}`);
  await lock.check();
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
  await (await take(folder)).release();
});

test('of many at once one gets it', async () => {
  const folder = temporaryFolder();
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => take(folder)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('the lock of a process that was killed is taken over, by one', async () => {
  const dead = deadProcess();
  for (let round = 0; round < 30; round++) {
    const folder = temporaryFolder();
    await plant(folder, { process: dead });
    // A takeover may have been cut short, too.
    if (round % 2 === 1) {
      const digest = createHash('sha256')
        .update(readFileSync(lockOf(folder)))
        .digest('hex');
      writeFileSync(`${lockOf(folder)}.${digest.slice(0, 16)}`, `${readFileSync(lockOf(folder), 'utf8')} `);
    }
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => take(folder)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(JSON.parse(readFileSync(lockOf(folder), 'utf8')).process).toBe(process.pid);
    expect(visible(folder)).toEqual(['.noprior-lock']);
  }
});

test('the lock of a process that runs is not', async () => {
  const folder = temporaryFolder();
  const id = liveProcess();
  // As on systems that do not tell when a process started.
  await plant(folder, { process: id, started: null });
  await expect(take(folder)).rejects.toThrow(`in use by process ${id}`);
});

test.runIf(isLinux)('a process with the same number that started at another time is another one', async () => {
  const folder = temporaryFolder();
  for (const owner of [
    { process: liveProcess(), started: '1' },
    // This process has the number that the one before had, as in a container that was started anew.
    { started: '1' },
    { started: null },
    { boot: 'another start of the machine' },
  ]) {
    await plant(folder, owner);
    const lock = await take(folder);
    expect(JSON.parse(readFileSync(lockOf(folder), 'utf8')).process).toBe(process.pid);
    await lock.release();
  }
});

test.runIf(isLinux).each([hostname(), 'another-container'])(
  'a container with the host name %s keeps its lock while its process runs, and no longer',
  async (machine) => {
    const folder = temporaryFolder();
    const child = await holdLock(folder);
    moveToContainer(folder, machine);
    await expect(take(folder)).rejects.toThrow(`in use by process ${child.pid} on ${machine}`);
    // One that is stopped runs.
    child.kill('SIGSTOP');
    await expect(take(folder)).rejects.toThrow('in use by');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await take(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.runIf(isLinux)('a process of another container without a sign of life may run', async () => {
  const folder = temporaryFolder();
  await plant(folder, { namespace: 'pid:[1]', process: deadProcess() });
  await expect(take(folder)).rejects.toThrow(`if that process is gone, delete ${lockOf(folder)}`);
});

test.runIf(isLinux)('a process that was killed and that its parent never asks for has no lock', async () => {
  const folder = temporaryFolder();
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60']);
  children.push(parent);
  // The child outlives the shell, which would ask for it.
  const id = Number(String(await once(parent.stdout, 'data')));
  const fields = (): string[] => readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]!.split(' ');
  await expect.poll(() => fields()[0], { timeout: 20_000 }).toBe('Z');
  await plant(folder, { process: id, started: fields()[19] });
  await (await take(folder)).release();
});

test('half of a lock is waited for, and counts as one of a killed process when it is old', async () => {
  const folder = temporaryFolder();
  writeFileSync(lockOf(folder), '{"proc');
  await expect(take(folder)).rejects.toThrow('in use by another process');
  // The clock may have gone back since.
  for (const time of [1, Date.now() / 1000 + 1e6]) {
    writeFileSync(lockOf(folder), '{"proc');
    utimesSync(lockOf(folder), time, time);
    await (await take(folder)).release();
  }
});

test.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link', (path: string) => symlinkSync('nowhere', path)],
  ['a link to a device', (path: string) => symlinkSync('/dev/zero', path)],
  ['a large file', (path: string) => writeFileSync(path, Buffer.alloc(70_000))],
  ['a named pipe', (path: string) => void spawnSync('mkfifo', [path])],
])('%s in its place is named at once', async (_, make) => {
  const folder = temporaryFolder();
  make(lockOf(folder));
  await expect(take(folder)).rejects.toThrow(/noprior-lock is a .*remove it/);
  expect(readdirSync(folder)).toEqual(['.noprior-lock']);
});

test('of another machine nobody knows; the message says what to delete', async () => {
  const folder = temporaryFolder();
  await plant(folder, { machine: 'another machine', boot: 'its own', process: deadProcess() });
  await expect(take(folder)).rejects.toThrow('on another machine');
  await expect(take(folder)).rejects.toThrow(`delete ${lockOf(folder)}`);
});

test('who gives it back late does not take it from the next one, and learns of it before writing', async () => {
  const folder = temporaryFolder();
  const lock = await take(folder);
  writeFileSync(lockOf(folder), 'of somebody else');
  await expect(lock.check()).rejects.toThrow('taken away');
  await lock.release();
  expect(existsSync(lockOf(folder))).toBe(true);
});
