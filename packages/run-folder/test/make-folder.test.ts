import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = temporaryFolder();

test('folders above are created too, and one that is there stays', async () => {
  const folder = join(root, 'a', 'b', 'c');
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  writeFileSync(join(folder, 'file'), 'kept');
  await makeFolder(folder);
  expect(statSync(join(folder, 'file')).isFile()).toBe(true);
});

test('a file in the way is an error of the file system', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(makeFolder(join(root, 'file'))).rejects.toThrow('EEXIST');
  await expect(makeFolder(join(root, 'file', 'below', 'it'))).rejects.toThrow(/EEXIST|ENOTDIR/);
});

test.runIf(existsSync('/proc/self'))('a folder that takes no files is an error, not an endless loop', async () => {
  await expect(makeFolder('/proc/self/noprior')).rejects.toThrow(/ENOENT|EACCES|EPERM/);
});

test('a name that no file can have is an error', async () => {
  await expect(makeFolder(join(root, 'nul\0byte'))).rejects.toThrow();
});
