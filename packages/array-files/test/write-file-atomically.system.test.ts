import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

// A disk that fills up while the contents are written: half of them arrive, then the file system reports no space.
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const open = async (...parameters: Parameters<typeof original.open>) => {
    const handle = await original.open(...parameters);
    handle.writeFile = async (contents) => {
      await handle.write(String(contents).slice(0, 4));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    return handle;
  };
  return { ...original, open };
});

test('a full disk leaves the old file whole and nothing else', async () => {
  const { writeFileAtomically } = await import('../src/write-file-atomically.ts');
  const folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
  try {
    const path = join(folder, 'run.json');
    await writeFile(path, 'old');
    await expect(writeFileAtomically(path, 'new contents')).rejects.toThrow(/ENOSPC.*nothing was left behind/);
    expect(await readdir(folder)).toEqual(['run.json']);
    expect(await readFile(path, 'utf8')).toBe('old');
  } finally {
    await rm(folder, { recursive: true });
  }
});
