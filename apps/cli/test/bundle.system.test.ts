import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { binary, runNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const distFolder = fileURLToPath(new URL('../dist/', import.meta.url));
const logModules = fileURLToPath(new URL('./hooks/log-modules.mjs', import.meta.url));

/** Modules that are files, in the order in which a command loads them. */
async function modulesOf(name: string, ...args: string[]): Promise<string[]> {
  const log = join(cwd, `${name}.log`);
  const nodeOptions = ['--import', logModules];
  const { code, stderr } = await runNoprior(args, { cwd, nodeOptions, env: { NOPRIOR_MODULE_LOG: log } });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((url) => fileURLToPath(url))
    .filter((path) => path !== logModules);
}

test('help and a command that computes nothing load the bundle alone, in a few files', async () => {
  for (const args of [['--help'], ['--version'], ['attack', '--help'], ['reproduce', '--list']]) {
    const modules = await modulesOf(args.join(), ...args);
    expect(modules.every((path) => path === binary || path.startsWith(distFolder))).toBe(true);
    expect(modules.map((path) => basename(path))).toEqual(expect.arrayContaining(['noprior.js', 'main.js']));
    expect(modules.length).toBeLessThanOrEqual(20);
  }
});

test('a command on the reference backend loads no runtime', async () => {
  const small = '--dataset sphere --dimension 4 --per-class 2 --hidden 4 --max-iterations 1'.split(' ');
  const modules = await modulesOf('train', 'train', ...small, '--backend', 'reference', '--out', 'm.safetensors');
  expect(modules.filter((path) => path !== binary && !path.startsWith(distFolder))).toEqual([]);
});

test('the stack of what should not happen names sources by their paths in the repository', () => {
  const wrong = `
    import { runCommand } from ${JSON.stringify(join(distFolder, 'main.js'))};
    await runCommand([null], { err: (text) => process.stderr.write(text), env: {} });`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', wrong], { encoding: 'utf8' });
  expect(stderr).toMatch(/^unexpected error, please report it: TypeError: .*\n/);
  expect(stderr).toMatch(/ at checkArguments \(apps\/cli\/src\/check-arguments\.ts:\d+:\d+\)\n/);
  expect(stderr).toMatch(/ \(apps\/cli\/src\/main\.ts:\d+:\d+\)\n/);
});

test('the licence of every package that is inside lies beside it', () => {
  const notices = readFileSync(join(distFolder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of ['commander', 'ml-matrix', 'pure-rand']) {
    expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(MIT\\)\\n\\n[^-]*MIT License`, 'm'));
  }
});
