import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName } from '@noprior/array-files';
import { FormatError, SystemError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import {
  fileLocation,
  folderLocation,
  type OpenRunOptions,
  openRun,
  readRunRecord,
  recordOfResult,
} from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const options: OpenRunOptions = { command: 'attack', files: ['points.csv'], inputs: [] };

async function finish(folder: string, contents: string, more: Partial<OpenRunOptions> = {}): Promise<void> {
  const run = await openRun(folderLocation(folder), { ...options, ...more });
  await run.publish({
    files: { 'points.csv': (path) => writeFile(path, contents) },
    record: (files) => JSON.stringify({ command: more.command ?? 'attack', seed: 7, files }),
    finished: true,
  });
  await run.close();
}

test('folders that a run made go again if nothing came of it, and only these', async () => {
  const root = temporaryFolder();
  await (await openRun(folderLocation(join(root, 'a', 'b')), options)).close();
  expect(readdirSync(root)).toEqual([]);
  mkdirSync(join(root, 'mine'));
  await (await openRun(folderLocation(join(root, 'mine')), options)).close();
  const stopped = await openRun(folderLocation(join(root, 'c', 'd')), options);
  writeFileSync(stopped.checkpoint, 'so far');
  await stopped.close();
  await expect(openRun(folderLocation(join(root, 'c', 'd')), options)).rejects.toThrow('checkpoint');
  await finish(join(root, 'e', 'f'), 'results');
  expect(readdirSync(root).sort()).toEqual(['c', 'e', 'mine']);
  expect(existsSync(stopped.checkpoint)).toBe(true);
});

describe('what is in the way', () => {
  test('a finished run is replaced only by overwrite; by resume it is told', async () => {
    const folder = temporaryFolder();
    await finish(folder, 'one');
    await expect(finish(folder, 'two')).rejects.toThrow(/noprior attack, seed 7.* --overwrite/);
    expect(readFileSync(join(folder, 'points.csv'), 'utf8')).toBe('one');
    const run = await openRun(folderLocation(folder), { ...options, resume: true });
    expect([run.resuming, run.finished?.fields.seed]).toEqual([false, 7]);
    await run.close();
    await finish(folder, 'three', { overwrite: true });
    expect(readFileSync(join(folder, 'points.csv'), 'utf8')).toBe('three');
  });

  test('a finished run whose results are gone or changed is not told as finished', async () => {
    for (const lose of [(path: string) => rmSync(path), (path: string) => writeFileSync(path, 'One')]) {
      const folder = temporaryFolder();
      await finish(folder, 'one');
      lose(join(folder, 'points.csv'));
      const again = openRun(folderLocation(folder), { ...options, resume: true });
      await expect(again).rejects.toThrow(/names points\.csv.* missing or was changed.*--overwrite/);
      await finish(folder, 'two', { overwrite: true });
      expect(readFileSync(join(folder, 'points.csv'), 'utf8')).toBe('two');
    }
  });

  test('a damaged record is named, and overwrite replaces it', async () => {
    for (const text of ['', '{"command":', '[]']) {
      const folder = temporaryFolder();
      await finish(folder, 'one');
      writeFileSync(join(folder, 'run.json'), text);
      await expect(finish(folder, 'two')).rejects.toThrow(/run\.json .*--overwrite/);
      await expect(finish(folder, 'two', { resume: true })).rejects.toThrow(/run\.json .*--overwrite/);
      await finish(folder, 'two', { overwrite: true });
      expect((await recordOfResult(join(folder, 'points.csv')))?.fields.seed).toBe(7);
    }
  });

  test('results of other names that would go, too, are named', async () => {
    const folder = temporaryFolder();
    await finish(folder, 'one');
    const other = openRun(folderLocation(folder), { ...options, files: ['points.npz'] });
    await expect(other).rejects.toThrow(/noprior attack, seed 7, .*points\.csv.* --overwrite/);
  });

  test('a result of another run in the same folder never', async () => {
    const folder = temporaryFolder();
    await finish(folder, 'one', { files: ['points.csv'] });
    const other = openRun(fileLocation(join(folder, 'points.csv')), { ...options, overwrite: true });
    await expect(other).rejects.toThrow(/points\.csv .*noprior attack/);
    expect(readFileSync(join(folder, 'points.csv'), 'utf8')).toBe('one');
  });

  test('the run of another command never', async () => {
    const folder = temporaryFolder();
    await finish(folder, 'one');
    await expect(finish(folder, 'two', { command: 'evidence', overwrite: true })).rejects.toThrow(/of noprior attack/);
  });

  test('a checkpoint asks for resume or overwrite, and says how far it got', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'checkpoint.safetensors'), 'state');
    writeFileSync(join(folder, 'checkpoint.records-0123abcd.jsonl'), 'records');
    const told = { ...options, describeCheckpoint: async () => 'iteration 12' };
    await expect(openRun(folderLocation(folder), told)).rejects.toThrow(
      /unfinished run \(iteration 12\); add --resume/,
    );
    const run = await openRun(folderLocation(folder), { ...told, resume: true });
    expect(run.resuming).toBe(true);
    await run.close();
    await (await openRun(folderLocation(folder), { ...told, overwrite: true })).close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a file of somebody else, and a folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'points.csv'), 'mine');
    await expect(finish(folder, 'two')).rejects.toThrow(/points\.csv is there already/);
    expect(readFileSync(join(folder, 'points.csv'), 'utf8')).toBe('mine');
    mkdirSync(join(folder, 'run.json'));
    await expect(finish(folder, 'two', { overwrite: true })).rejects.toThrow(/run\.json is a folder/);
    expect(existsSync(join(folder, '.noprior-lock'))).toBe(false);
  });
});

describe('an output that is an input', () => {
  test('by its path, by a linked folder, by a link of either kind', async () => {
    const folder = temporaryFolder();
    const other = temporaryFolder();
    const input = join(folder, 'points.csv');
    writeFileSync(input, 'mine');
    symlinkSync(folder, join(other, 'linked'));
    mkdirSync(join(other, 'soft'));
    symlinkSync(input, join(other, 'soft/points.csv'));
    mkdirSync(join(other, 'hard'));
    linkSync(input, join(other, 'hard/points.csv'));
    for (const place of [folder, join(other, 'linked'), join(other, 'soft'), join(other, 'hard')]) {
      await expect(finish(place, 'new', { inputs: [input], overwrite: true })).rejects.toThrow(/is read by this run/);
      expect(readFileSync(input, 'utf8')).toBe('mine');
    }
  });

  test('two outputs that are one', async () => {
    const folder = temporaryFolder();
    const otherOutputs = [join(folder, 'run.json')];
    await expect(finish(folder, 'new', { otherOutputs })).rejects.toThrow(/are one file/);
  });
});

test('old results that the new run does not have are removed, unless they were changed since', async () => {
  const folder = temporaryFolder();
  const run = await openRun(folderLocation(folder), { ...options, files: ['a.csv', 'b.csv', 'points.csv'] });
  const write = (path: string) => writeFile(path, 'old');
  await run.publish({
    files: { 'a.csv': write, 'b.csv': write },
    record: (files) => JSON.stringify({ command: 'attack', files: { ...files, '../evil': 'x' } }),
    finished: true,
  });
  await run.close();
  writeFileSync(join(folder, 'b.csv'), 'changed by hand');
  await finish(folder, 'new', { overwrite: true });
  expect(readdirSync(folder).sort()).toEqual(['b.csv', 'points.csv', 'run.json']);
});

test('temporary files of killed processes are removed, and nothing else that is hidden', async () => {
  const folder = temporaryFolder();
  const id = crypto.randomUUID();
  const kept = ['.mine', `.other.csv.${id}.tmp`];
  for (const name of [
    ...kept,
    `.points.csv.${id}.tmp`,
    `.noprior-lock.${id}.tmp`,
    `.checkpoint.safetensors.${id}.tmp`,
  ]) {
    writeFileSync(join(folder, name), '');
  }
  await (await openRun(folderLocation(folder), options)).close();
  expect(readdirSync(folder).sort()).toEqual(kept);
});

test('a file of results has its own record, lock and checkpoint in a folder of others', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'm.safetensors');
  const location = fileLocation(file);
  const first = await openRun(location, { command: 'train', files: ['m.safetensors'], inputs: [] });
  const second = await openRun(fileLocation(join(folder, 'n.safetensors')), {
    command: 'train',
    files: ['n.safetensors'],
    inputs: [],
  });
  await expect(openRun(location, { command: 'train', files: ['m.safetensors'], inputs: [] })).rejects.toThrow(/in use/);
  await first.publish({
    files: { 'm.safetensors': (path) => writeFile(path, 'weights') },
    record: (files) => JSON.stringify({ command: 'train', files }),
    finished: true,
  });
  await first.close();
  await second.close();
  expect(readdirSync(folder).sort()).toEqual(['m.run.json', 'm.safetensors']);
  expect((await recordOfResult(file))?.command).toBe('train');
});

test('a reader refuses a file that its record does not name, and a record that is none', async () => {
  const folder = temporaryFolder();
  await finish(folder, 'one');
  const file = join(folder, 'points.csv');
  expect((await recordOfResult(file))?.fields.seed).toBe(7);
  writeFileSync(file, 'two');
  await expect(recordOfResult(file)).rejects.toThrow(/is not the file that .*run\.json names/);
  writeFileSync(join(folder, 'run.json'), '{"files": {"other": "x"}}');
  expect(await recordOfResult(file)).toBeUndefined();
  for (const text of ['', '[]', '{"files":', '[['.repeat(50_000)]) {
    writeFileSync(join(folder, 'run.json'), text);
    await expect(readRunRecord(join(folder, 'run.json'))).rejects.toThrow(FormatError);
  }
});

test('a place that cannot be written', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(openRun(folderLocation(join(file, 'below')), options)).rejects.toThrow(SystemError);
});

test('who lost its lock publishes nothing', async () => {
  const folder = temporaryFolder();
  const run = await openRun(folderLocation(folder), options);
  writeFileSync(join(folder, '.noprior-lock'), 'of somebody else');
  const files = { 'points.csv': (path: string) => writeFile(path, 'new') };
  await expect(run.publish({ files, record: () => '{}', finished: true })).rejects.toThrow(/lock/);
  expect(readdirSync(folder)).not.toContain('points.csv');
  expect(readdirSync(folder).join()).not.toContain('staged');
});

test('what cannot be decided on leaves the old results and nothing else', async () => {
  const folder = temporaryFolder();
  await finish(folder, 'old');
  const run = await openRun(folderLocation(folder), { ...options, overwrite: true });
  const record = (): string => {
    // The journal cannot take its place.
    const staged = readdirSync(folder).find((name) => name.includes('staged'))!;
    mkdirSync(join(folder, staged, '.journal'));
    return '{}';
  };
  const files = { 'points.csv': (path: string) => writeFile(path, 'new') };
  await expect(run.publish({ files, record, finished: true })).rejects.toThrow(SystemError);
  await run.close();
  expect(readdirSync(folder)).toEqual(['points.csv', 'run.json']);
  expect((await recordOfResult(join(folder, 'points.csv')))?.fields.seed).toBe(7);
});

test('a killed run with a long name leaves nothing to the next one, which takes nothing of its neighbour', async () => {
  const folder = temporaryFolder();
  const [own, other] = ['a', 'b'].map((end) => `${'x'.repeat(150)}${end}.safetensors`);
  const left = temporaryName(`${'x'.repeat(150)}a.checkpoint.safetensors`);
  const kept = temporaryName(`${'x'.repeat(150)}b.checkpoint.safetensors`);
  for (const name of [left, kept]) writeFileSync(join(folder, name), 'half');
  await (await openRun(fileLocation(join(folder, own!)), { ...options, files: [own!] })).close();
  expect(readdirSync(folder)).toEqual([kept]);
  await (await openRun(fileLocation(join(folder, other!)), { ...options, files: [other!] })).close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a named pipe in the place of a journal is not waited for', async () => {
  const folder = temporaryFolder();
  const staged = join(folder, '.noprior-staged-x');
  mkdirSync(staged);
  execFileSync('mkfifo', [join(staged, '.journal')]);
  await finish(folder, 'results');
  expect(existsSync(staged)).toBe(false);
});

test('a named pipe in the place of a result is not waited for', async () => {
  const folder = temporaryFolder();
  await finish(folder, 'results');
  rmSync(join(folder, 'points.csv'));
  execFileSync('mkfifo', [join(folder, 'points.csv')]);
  await expect(openRun(folderLocation(folder), { ...options, resume: true })).rejects.toThrow(/points\.csv/);
  await expect(recordOfResult(join(folder, 'points.csv'))).rejects.toThrow(/named pipe/);
});
