import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CheckpointContents,
  type CheckpointKind,
  CheckpointWriter,
  inspectCheckpointFile,
  loadCheckpointFile,
  removeCheckpoint,
  saveSafetensors,
} from '@noprior/array-files';
import { FormatError, fromNested, SystemError } from '@noprior/tensor';
import { findRealData } from '@noprior/test-resources';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'noprior-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(folder, 'run-'));

const kind: CheckpointKind = { name: 'walk', noun: 'a walk', reader: 'loadWalk' };
const contents: CheckpointContents = {
  iteration: 12,
  seconds: 0.5,
  fingerprint: '{"seed":1}',
  arrays: { x: fromNested([1.5, -2]), y: { ...fromNested([7]), dtype: 'float64', data: Float64Array.of(7) } },
  metadata: { more: 'text' },
};
const lists = { records: [{ iteration: 0, loss: 0.1 }], turns: [{ kind: 'left' }] };

/** A checkpoint with records in a folder of its own. */
async function saveOne() {
  const own = newFolder();
  const path = join(own, 'checkpoint.safetensors');
  await new CheckpointWriter(path, kind).save(contents, lists);
  const records = readdirSync(own).find((name) => name.endsWith('.jsonl'));
  if (records === undefined) throw new Error('there is no records file');
  return { own, path, records: join(own, records) };
}

it('what is saved is read', async () => {
  const { path } = await saveOne();
  const { savedAt, ...found } = await loadCheckpointFile(path, kind);
  expect(found).toMatchObject({ ...contents, metadata: { more: 'text' }, lists });
  expect(Math.abs(Date.parse(savedAt) - Date.now())).toBeLessThan(600_000);
  expect(await inspectCheckpointFile(path, [kind])).toEqual({ kind: 'walk', iteration: 12, seconds: 0.5, savedAt });
  expect(await inspectCheckpointFile(join(folder, 'absent.safetensors'), [kind])).toBeUndefined();
  await expect(loadCheckpointFile(join(folder, 'absent.safetensors'), kind)).rejects.toThrow(SystemError);
});

describe('one changed byte is refused, or changes nothing', () => {
  it.each([0x01, 0x80, 0xff])('of the checkpoint, by %i', async (mask) => {
    const { path } = await saveOne();
    const whole = readFileSync(path);
    const expected = await loadCheckpointFile(path, kind);
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= mask;
      writeFileSync(path, changed);
      try {
        expect(await loadCheckpointFile(path, kind)).toEqual(expected);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        refused++;
      }
    }
    // Only spaces behind the header are nobody's.
    expect(refused).toBeGreaterThanOrEqual(whole.length - 8);
  });

  it('of the records', async () => {
    const { path, records } = await saveOne();
    const whole = readFileSync(records);
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= 1 << (at % 8);
      writeFileSync(records, changed);
      await expect(loadCheckpointFile(path, kind)).rejects.toThrow(/records.* have been changed .*start anew/);
    }
  });

  it('nor may either be cut short', async () => {
    const { path, records } = await saveOne();
    const wholes = [readFileSync(path), readFileSync(records)] as const;
    writeFileSync(records, wholes[1].subarray(0, -1));
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(/have \d+ bytes, expected at least \d+/);
    writeFileSync(records, wholes[1]);
    for (let length = 0; length < wholes[0].length; length += 7) {
      writeFileSync(path, wholes[0].subarray(0, length));
      await expect(loadCheckpointFile(path, kind)).rejects.toThrow(FormatError);
    }
  });
});

describe('refused with words', () => {
  it('records that are missing', async () => {
    const { path, records } = await saveOne();
    rmSync(records);
    const attempt = loadCheckpointFile(path, kind);
    await expect(attempt).rejects.toThrow(FormatError);
    await expect(attempt).rejects.toThrow(/records, .*jsonl, are missing.*start anew/);
  });

  it('a checkpoint of another kind', async () => {
    const { path } = await saveOne();
    const other = { name: 'swim', noun: 'a swim', reader: 'loadSwim' };
    const message = /not a checkpoint of a swim but of another kind, "walk"; name another file, or start anew/;
    await expect(loadCheckpointFile(path, other)).rejects.toThrow(message);
    await expect(inspectCheckpointFile(path, [other])).rejects.toThrow(message);
    expect(await inspectCheckpointFile(path, [other, kind])).toMatchObject({ kind: 'walk' });
  });

  it('other files, and another version', async () => {
    const path = join(folder, 'other.safetensors');
    await saveSafetensors(path, {}, { format: 'something else' });
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(/not a checkpoint of a walk .*does not say/);
    writeFileSync(path, '<!DOCTYPE html><html></html>');
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(/not a checkpoint .*HTML/);
    await saveSafetensors(path, {}, { checkpoint: 'walk', checkpointVersion: '3' });
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(/expected version 2 of checkpoints, got "3"/);
    await saveSafetensors(path, {}, { format: 'noprior-attack-checkpoint', version: '1', iteration: '99' });
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(/version 1, whose checkpoints have no checksum/);
    await saveSafetensors(path, {}, { format: 'noprior.relu-network', metadata: '{"checkpoint":"{}"}' });
    await expect(inspectCheckpointFile(path, [kind])).rejects.toThrow(/version 1, whose checkpoints/);
  });

  it.each([
    ['iteration', '1e2'],
    ['iteration', '0x10'],
    ['iteration', ''],
    ['iteration', ' 5'],
    ['iteration', '05'],
    ['iteration', '-1'],
    ['iteration', '1.5'],
    ['iteration', '9007199254740992'],
    ['seconds', '-1'],
    ['seconds', 'NaN'],
    ['seconds', 'Infinity'],
    ['seconds', '1_0'],
    ['seconds', '1e2'],
    ['records', '[]'],
    ['records', '{"file":"../secret","bytes":1,"crc32":1}'],
    ['records', '{"file":"a","bytes":"1","crc32":1}'],
    ['savedAt', undefined],
  ])('%s %j, under a checksum that is right', async (field, value) => {
    const path = join(newFolder(), 'checkpoint.safetensors');
    const { [field]: _, ...others }: Record<string, string> = {
      checkpoint: 'walk',
      checkpointVersion: '2',
      iteration: '1',
      seconds: '1e+21',
      savedAt: 'now',
      fingerprint: '',
    };
    const text = value === undefined ? others : { ...others, [field]: value };
    await saveSafetensors(path, {}, text);
    const unsigned = readFileSync(path);
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', unsigned)).toString('hex');
    await saveSafetensors(path, {}, { ...text, checksum: digest });
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(FormatError);
    await expect(loadCheckpointFile(path, kind)).rejects.toThrow(new RegExp(`${field} must be .*got .*start anew`));
  });
});

it.each([
  [{ iteration: -1 }, /iteration must be an integer from 0, got "-1"/],
  [{ seconds: Number.NaN }, /seconds must be a number from 0, got "NaN"/],
])('what could not be read again is not written: %o', async (change, message) => {
  const { path } = await saveOne();
  await expect(new CheckpointWriter(path, kind).save({ ...contents, ...change })).rejects.toThrow(message);
  expect((await loadCheckpointFile(path, kind)).iteration).toBe(12);
});

describe('records', () => {
  it('are only added to, and what was added after the last checkpoint does not count', async () => {
    const own = newFolder();
    const path = join(own, 'checkpoint.safetensors');
    const writer = new CheckpointWriter(path, kind);
    const records: { readonly iteration: number }[] = [{ iteration: 0 }];
    await writer.save(contents, { records });
    const before = readFileSync(path);
    const name = readdirSync(own).find((file) => file.endsWith('.jsonl'))!;
    const first = readFileSync(join(own, name));
    records.push({ iteration: 1 }, { iteration: 2 });
    await writer.save({ ...contents, iteration: 13 }, { records });
    expect(readdirSync(own)).toEqual([name, 'checkpoint.safetensors']);
    expect(readFileSync(join(own, name)).subarray(0, first.length)).toEqual(first);
    expect((await loadCheckpointFile(path, kind)).lists).toEqual({ records });
    // As if it had been killed between the two files.
    writeFileSync(path, before);
    expect((await loadCheckpointFile(path, kind)).lists).toEqual({ records: records.slice(0, 1) });
    appendFileSync(join(own, name), '["records",{"itera');
    expect((await loadCheckpointFile(path, kind)).lists).toEqual({ records: records.slice(0, 1) });
  });

  it('cost what is new: the checkpoint does not grow with them', async () => {
    const { own, path } = await saveOne();
    const few = statSync(path).size;
    const records = Array.from({ length: 1000 }, (_, iteration) => ({ iteration, loss: 1 / 3 }));
    await new CheckpointWriter(path, kind).save(contents, { records });
    expect(statSync(path).size).toBeLessThan(few + 64);
    // Those of the writer before are gone.
    expect(readdirSync(own)).toHaveLength(2);
  });

  it('of 650,000 evaluations are read again', async () => {
    const path = join(newFolder(), 'checkpoint.safetensors');
    const records = Array.from({ length: 650_000 }, (_, iteration) => {
      return { iteration, seconds: iteration / 7, total: 1 / 3, stationarity: 1 / 3, dualFeasibility: 0, prior: 0 };
    });
    await new CheckpointWriter(path, kind).save(contents, { records });
    const found = (await loadCheckpointFile(path, kind)).lists.records!;
    expect(found.length).toBe(records.length);
    for (const at of [0, 9999, 10_000, 649_999]) expect(found[at]).toEqual(records[at]);
  });

  it('stay with the old checkpoint until the new one takes its place', async () => {
    const { own, path } = await saveOne();
    // A folder in the way of the temporary file's new name makes the rename fail.
    const blocked = join(own, 'blocked.safetensors');
    mkdirSync(blocked);
    await expect(new CheckpointWriter(blocked, kind).save(contents, lists)).rejects.toThrow(SystemError);
    expect((await loadCheckpointFile(path, kind)).lists).toEqual(lists);
    const absent = new CheckpointWriter(join(own, 'absent', 'c.safetensors'), kind);
    await expect(absent.save(contents, lists)).rejects.toThrow(/cannot write the records .*check that the folder/);
  });
});

it('removing a checkpoint removes its records and what killed runs left of it, and nothing else', async () => {
  const { own, path, records } = await saveOne();
  copyFileSync(records, join(own, 'checkpoint.records-01234567.jsonl'));
  writeFileSync(join(own, `.checkpoint.safetensors.${crypto.randomUUID()}.tmp`), 'half');
  const others = ['.other.tmp', 'checkpoint.records-mine.jsonl', 'run.json', 'x.checkpoint.records-01234567.jsonl'];
  for (const name of others) writeFileSync(join(own, name), '');
  await removeCheckpoint(path);
  expect(readdirSync(own).sort()).toEqual(others);
  await removeCheckpoint(path);
  await removeCheckpoint(join(own, 'absent', 'checkpoint.safetensors'));
});

describe('damaged checkpoints', () => {
  const { folder: cases, isAbsent } = findRealData('cases');
  it.skipIf(isAbsent).each(['iteration-empty', 'one-bit-flipped'])('%s is refused', async (name) => {
    const attempt = loadCheckpointFile(join(cases, 'reliability', `checkpoint-${name}.safetensors`), kind);
    await expect(attempt).rejects.toThrow(FormatError);
    await expect(attempt).rejects.toThrow(/start anew/);
  });
});
