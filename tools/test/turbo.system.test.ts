import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../turbo.mjs', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'noprior-turbo-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** As a user meets it first: another folder, no settings of turbo, no continuous integration. Builds nothing. */
const turbo = (...args: string[]) =>
  spawnSync(process.execPath, [program, 'run', ...args, '--dry'], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: join(home, 'config') },
  });

test('turbo says nothing of itself, its telemetry or its updates, and leaves nothing in the home folder', () => {
  const { status, stdout, stderr } = turbo('build');
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readdirSync(home)).toEqual([]);
});

test('what it says is shown where it fails', () => {
  const { status, stdout, stderr } = turbo('no-such-task');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('no-such-task');
});
