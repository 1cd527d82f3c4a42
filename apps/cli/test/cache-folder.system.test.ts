import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findCacheFolder } from '../src/cache-folder.ts';
import { binary, runNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();

test('the first that is set and not empty', () => {
  const all = { NOPRIOR_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' };
  expect(findCacheFolder({ env: all })).toBe('/a');
  expect(findCacheFolder({ env: { ...all, NOPRIOR_CACHE_DIR: '' } })).toBe('/b/noprior');
  expect(findCacheFolder({ env: { XDG_CACHE_HOME: '' } })).toMatch(/\.cache\/noprior$/);
});

/** The number of a user whom nobody knows. */
const stranger = 54321;

/** An unknown user without HOME, as in a container that runs under a number: by root a real one, if it can reach these files, else as Node
 * sees one. */
const canBecome =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, [binary, '--version'], { uid: stranger, cwd: '/' }).status === 0;
const hook = fileURLToPath(new URL('./hooks/unknown-user.cjs', import.meta.url));

describe('an unknown user without HOME', () => {
  const run = (...args: string[]) => {
    chmodSync(cwd, 0o777);
    const options = args.concat('--hidden', '4', '--max-iterations', '1', '--out', join(cwd, 'm.npz'), '--overwrite');
    const environment = { cwd, env: { HOME: undefined, XDG_CACHE_HOME: undefined, NOPRIOR_CACHE_DIR: undefined } };
    if (canBecome) return runNoprior(options, { ...environment, user: stranger });
    return runNoprior(options, { ...environment, nodeOptions: ['--require', hook] });
  };

  test('needs none for generated data', async () => {
    expect(await run('train', '--dataset', 'sphere', '--per-class', '1')).toMatchObject({ code: 0, stderr: '' });
  });

  test('is told what to set where files are downloaded', async () => {
    const { code, stderr } = await run('train', '--dataset', 'mnist', '--per-class', '1');
    expect(code).toBe(1);
    for (const remedy of [/NOPRIOR_CACHE_DIR/, /HOME/, /--data-dir/]) expect(stderr).toMatch(remedy);
  });
});
