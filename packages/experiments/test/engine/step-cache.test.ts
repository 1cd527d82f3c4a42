import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ChecksumError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { StepCache } from '../../src/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeToys } from './toy-kinds.ts';

async function storeOne() {
  const folder = temporaryFolder();
  const { plan, add } = makeToys(folder);
  const cache = new StepCache(join(folder, 'cache'));
  await cache.prepare();
  const step = plan().add({ kind: add, parameters: { value: 1 }, estimate: 3 });
  const stored = await cache.store(step, async (own) => {
    writeFileSync(join(own, 'note.txt'), 'a note');
    return { sum: 1.5, list: [1, null] };
  });
  return { cache, step, stored, place: cache.pathOf(step.key) };
}

test('what is stored is read', async () => {
  const { cache, step, stored, place } = await storeOne();
  expect(readdirSync(cache.folder)).toEqual([step.key]);
  expect(readdirSync(place).sort()).toEqual(['note.txt', 'step.json', 'values.json']);
  const state = await cache.inspect(step);
  if (state.kind !== 'valid') throw new Error(`it is ${state.kind}`);
  expect(state.result.values).toEqual({ sum: 1.5, list: [1, null] });
  expect(state.result.seconds).toBe(stored.seconds);
  expect(readFileSync(state.result.path('note.txt'), 'utf8')).toBe('a note');
  expect(JSON.parse(readFileSync(join(place, 'step.json'), 'utf8'))).toMatchObject({
    kind: 'add',
    version: 1,
    parameters: { value: 1 },
    environment: 'here',
    estimate: 3,
  });
});

test.each<[string, (place: string) => void, RegExp]>([
  ['a bit of a file', (place) => writeFileSync(join(place, 'note.txt'), 'a nose'), /note.txt has been changed/],
  ['a longer file', (place) => appendFileSync(join(place, 'note.txt'), '.'), /note.txt has been changed/],
  ['a number', (place) => edit(join(place, 'values.json'), '1.5', '1.6'), /values.json has been changed/],
  ['a missing file', (place) => rmSync(join(place, 'note.txt')), /ENOENT/],
  ['no manifest', (place) => rmSync(join(place, 'step.json')), /ENOENT/],
  ['half of a manifest', (place) => writeFileSync(join(place, 'step.json'), '{"kind": "add"'), /JSON/],
  [
    'an edited manifest',
    (place) => edit(join(place, 'step.json'), '"value": 1', '"value": 2'),
    /step.json has been changed/,
  ],
  [
    'another time',
    (place) => edit(join(place, 'step.json'), '"seconds": ', '"seconds": 1'),
    /step.json has been changed/,
  ],
  ['no object', (place) => writeFileSync(join(place, 'step.json'), '[]'), /step.json holds no object/],
])('damage is found: %s', async (_, damage, reason) => {
  const { cache, step, place } = await storeOne();
  damage(place);
  const state = await cache.inspect(step);
  if (state.kind !== 'damaged') throw new Error(`it is ${state.kind}`);
  expect(state.reason).toMatch(reason);
  await expect(cache.load(step)).rejects.toThrow(ChecksumError);
  // It is replaced as a whole.
  await cache.store(step, async () => ({ sum: 7 }));
  expect((await cache.load(step)).values).toEqual({ sum: 7 });
  expect(readdirSync(place).sort()).toEqual(['step.json', 'values.json']);
});

test('the result of another step is not taken for its own', async () => {
  const { cache, step, place } = await storeOne();
  const other = { ...step, key: 'f'.repeat(64) };
  renameSync(place, cache.pathOf(other.key));
  expect(await cache.inspect(other)).toEqual({ kind: 'damaged', reason: 'step.json belongs to another step' });
  expect(await cache.inspect(step)).toEqual({ kind: 'missing' });
  await expect(cache.load(step)).rejects.toThrow(/no valid result of add .*there is none.*run it again/);
});

test('a step that fails leaves nothing, and its unfinished folder is visible to nobody', async () => {
  const { cache, step } = await storeOne();
  const place = cache.pathOf(step.key);
  const before = readFileSync(join(place, 'values.json'), 'utf8');
  const failing = cache.store(step, async (own) => {
    writeFileSync(join(own, 'half'), 'half');
    expect(existsSync(join(place, 'half'))).toBe(false);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await expect(cache.store(step, async () => ({ sum: Number.NaN }))).rejects.toThrow('value.sum is NaN');
  expect(readdirSync(cache.folder)).toEqual([step.key]);
  expect(readFileSync(join(place, 'values.json'), 'utf8')).toBe(before);
});

test('a worker that outlives its run takes nothing away from the next one', async () => {
  const { cache, step } = await storeOne();
  const place = cache.pathOf(step.key);
  rmSync(place, { recursive: true });
  let orphanMay: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => {
    orphanMay = resolve;
  });
  const orphan = cache.store(step, async () => {
    await wait;
    return { sum: 2 };
  });
  await cache.store(step, async () => ({ sum: 1 }));
  orphanMay();
  expect((await orphan).values).toEqual({ sum: 1 });
  expect((await cache.load(step)).values).toEqual({ sum: 1 });
  expect(readdirSync(cache.folder)).toEqual([step.key]);
});

test('one changed byte anywhere in a result is found, or changes nothing', async () => {
  const { cache, step, stored, place } = await storeOne();
  for (const name of ['note.txt', 'step.json', 'values.json']) {
    const whole = readFileSync(join(place, name));
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= 1 << (at % 8);
      writeFileSync(join(place, name), changed);
      const state = await cache.inspect(step);
      // A space for a line break in the manifest says the same.
      if (state.kind === 'valid') {
        expect(state.result).toMatchObject({ values: stored.values, seconds: stored.seconds });
        expect(name).toBe('step.json');
      } else expect(state.kind).toBe('damaged');
    }
    writeFileSync(join(place, name), whole);
  }
  expect((await cache.inspect(step)).kind).toBe('valid');
});

test('what a killed run has left is removed', async () => {
  const { cache, step } = await storeOne();
  mkdirSync(join(cache.folder, '.unfinished-abc'));
  writeFileSync(join(cache.folder, '.unfinished-abc', 'values.json'), '{}');
  await cache.prepare();
  expect(readdirSync(cache.folder)).toEqual([step.key]);
});

function edit(path: string, from: string, to: string): void {
  const before = readFileSync(path, 'utf8');
  if (!before.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(path, before.replace(from, to));
}
