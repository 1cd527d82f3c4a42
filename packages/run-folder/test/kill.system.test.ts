import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { folderLocation, openRun, readRunRecord, recordOfResult } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const here = (name: string): string => join(import.meta.dirname, name);

/** Publish in a child process, killed before one of its calls. */
function publish(folder: string, contents: string, files: string, killAt = Number.POSITIVE_INFINITY): boolean {
  const args = ['--import', pathToFileURL(here('kill-at-call.mjs')).href, here('publish-child.mjs'), folder];
  const env = { ...process.env, CONTENTS: contents, FILES: files, KILL_AT: String(killAt) };
  const { signal, status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

/** The contents of all results in a folder, after a check that no file is of another run than its record. */
async function contentsOf(folder: string): Promise<string | undefined> {
  const record = await readRunRecord(join(folder, 'run.json'));
  const results = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  const found = new Set(results.map((name) => readFileSync(join(folder, name), 'utf8')));
  // Results of two runs are never together, with a record or without one.
  expect(found.size).toBeLessThanOrEqual(1);
  if (record === undefined) {
    // Nobody reads what a killed run left between its files.
    const read = Promise.all(results.map((name) => recordOfResult(join(folder, name))));
    if (results.length > 0) await expect(read).rejects.toThrow(/command .*again/);
    return undefined;
  }
  expect(results.sort()).toEqual(Object.keys(record.files).sort());
  for (const name of results) await recordOfResult(join(folder, name));
  expect([...found]).toEqual([record.fields.contents]);
  return [...found][0];
}

test('a kill before any change of a name leaves the old results or the new ones, whole, after the next opening', async () => {
  const before = temporaryFolder();
  expect(publish(before, 'old', 'a.csv,b.csv,c.csv')).toBe(false);
  expect(await contentsOf(before)).toBe('old');
  const ends: (string | undefined)[] = [];
  for (let killAt = 0; ; killAt++) {
    const folder = join(temporaryFolder(), 'run');
    cpSync(before, folder, { recursive: true });
    const killed = publish(folder, 'new', 'b.csv,c.csv,d.csv', killAt);
    const seen = await contentsOf(folder);
    const run = await openRun(folderLocation(folder), {
      command: 'attack',
      files: ['b.csv', 'c.csv', 'd.csv'],
      inputs: [],
      resume: true,
    });
    await run.close();
    const end = await contentsOf(folder);
    expect(end).toBeDefined();
    // What a reader saw before the recovery is never taken back.
    if (seen === 'new') expect(end).toBe('new');
    const left = readdirSync(folder).filter((name) => name.startsWith('.'));
    expect(left).toEqual([]);
    // Without the results there is the checkpoint, once it was written; with them it goes.
    if (end === 'new') expect(existsSync(join(folder, 'checkpoint.safetensors'))).toBe(false);
    ends.push(end);
    if (!killed) break;
  }
  expect(ends.length).toBeGreaterThan(15);
  expect(ends[0]).toBe('old');
  expect(ends.at(-1)).toBe('new');
  // Once the results are decided on they come.
  expect(ends.lastIndexOf('old')).toBeLessThan(ends.indexOf('new'));
});
