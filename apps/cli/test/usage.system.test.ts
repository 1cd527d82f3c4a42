import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { binary, runNoprior } from './run-noprior.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const run = (line: string) => runNoprior(line === '' ? [] : line.split(' '), { cwd });

test('--version is the version of the package', async () => {
  expect(await run('--version')).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
    stderr: '',
  });
});

test('--help lists every command and the exit codes', async () => {
  const { code, stdout, stderr } = await run('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['demo', 'train', 'attack', 'score', 'kkt', 'refine', 'certify', 'backends']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} \\[options\\]`, 'm'));
  }
  expect(stdout).toMatch(/^ {2}transform {2}/m);
  expect(stdout).not.toMatch(/polish/);
  expect(stdout).toContain('0 done, 1 failed, 2 wrong usage');
});

test('an unknown option: exit code 2, nothing on standard output', async () => {
  const { code, stdout, stderr } = await run('backends --frob');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: .*'--frob'\n.*noprior backends --help.*\n$/);
});

const shell = (text: string) => spawnSync('/bin/sh', ['-c', text], { encoding: 'utf8' });
const help = `"${process.execPath}" "${binary}" train --help`;

test('a reader that has seen enough is no failure', () => {
  expect(shell(`${help} | head -c 1`)).toMatchObject({ status: 0, stdout: 'U', stderr: '' });
});

test.skipIf(!existsSync('/dev/full'))('a full disk is a failure', () => {
  const full = shell(`${help} > /dev/full`);
  expect(full.status).toBe(1);
  expect(full.stderr).toMatch(/^error: cannot write to standard output \(ENOSPC.* \[SYSTEM\]\n$/);
});

test('no command at all shows the help on standard error', async () => {
  const { code, stdout, stderr } = await run('');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Usage: noprior');
});

test.each([
  ['train --datset glyphs', "unknown option '--datset'", '--dataset'],
  ['attack --modle m.npz --out a', "unknown option '--modle'", '--model'],
  ['transform far --candiates c.npz', "unknown option '--candiates'", '--candidates'],
])('%s: the option that is wrong comes before those that are missing', async (line, message, suggestion) => {
  const { code, out, err } = await runInProcess(...line.split(' '));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`error: ${message}`);
  expect(err).toContain(`(Did you mean ${suggestion}?)`);
});

test('a missing option is still missing', async () => {
  const { code, out, err } = await runInProcess('train', '--dataset', 'glyphs');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: required option '--out <file>' not specified\n/);
});
