import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { binary } from './run-noprior.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const source = readFileSync(binary, 'utf8');

/** Run the launcher in this Node, under another version's name. */
function runAs(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${pretend}`, binary, '--version'], {
    encoding: 'utf8',
  });
}

test.each(['18.20.8', '20.18.1', '16.0.0'])('Node %s is told the version that is needed', (version) => {
  const { status, stdout, stderr } = runAs(version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(`^error: noprior needs Node 20\\.19 .*${version.replaceAll('.', '\\.')} .*\\[SYSTEM\\]\n$`),
  );
});

test.each(['20.19.0', '22.1.0', '24.0.0'])('Node %s is taken', (version) => {
  expect(runAs(version)).toMatchObject({ status: 0, stderr: '' });
});

test('the launcher asks for what package.json asks for, and old versions can read it', () => {
  expect(manifest.engines.node).toBe(`>=${/needed = '([\d.]+)'/.exec(source)?.[1]}`);
  expect(source).not.toMatch(/^import /m);
  expect(source).not.toMatch(/\?\.|\?\?|^await /m);
});

/** Run a command where so many files may be open at once. */
function runWithFiles(count: number) {
  const line = `ulimit -n ${count}; exec "${process.execPath}" "${binary}" span --help`;
  return spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
}

test('64 open files are enough', () => {
  expect(runWithFiles(64)).toMatchObject({ status: 0, stderr: '' });
});

test('a limit of open files that is too low is named, not a missing package', ({ skip }) => {
  const { status, stderr } = runWithFiles(24);
  // How many files Node itself has open depends on its version.
  if (status === 0 && !process.version.startsWith('v20.')) skip('this version of Node starts with 24 open files');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: .*24 files .*raise the limit.*\[SYSTEM\]\n$/);
});
