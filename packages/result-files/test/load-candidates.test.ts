import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveNpy, saveNpz, saveSafetensors } from '@noprior/array-files';
import { FormatError, fromNested, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { loadCandidates } from '../src/load-candidates.ts';
import { temporaryFolder } from './temporary-folder.ts';

const cwd = temporaryFolder();
const at = (name: string): string => join(cwd, name);

const x = fromNested([
  [1, 2, 3, 4],
  [5, 6, 7, 8],
]);
const lambda = fromNested([0.5, 2]);
const y = fromNested([1, -1]);
const candidates = { x, lambda, y };
const shaped = (tensor: HostTensor, shape: readonly number[]): HostTensor => makeHostTensor(tensor.data, shape);

/** Candidates with one array replaced by bytes of another type: bytes are those of its elements. */
async function saveBytes(path: string, name: 'x' | 'y', type: string, bytes: readonly number[]): Promise<void> {
  const { [name]: replaced, ...others } = candidates;
  const entries = Object.entries(others).map(
    ([key, { shape, data }]): [string, string, readonly number[], Uint8Array] => [
      key,
      'F64',
      shape,
      new Uint8Array(data.buffer),
    ],
  );
  let offset = 0;
  const fields: Record<string, unknown> = {};
  const parts = [...entries, [name, type, replaced.shape, Uint8Array.from(bytes)] as const];
  for (const [key, dtype, shape, { length }] of parts) {
    fields[key] = { dtype, shape, data_offsets: [offset, offset + length] };
    offset += length;
  }
  const header = new TextEncoder().encode(JSON.stringify(fields));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  writeFileSync(path, Buffer.concat([length, header, ...parts.map(([, , , part]) => part)]));
}

describe('candidates are read', () => {
  test.each<[string, Record<string, HostTensor>]>([
    ['as they are', candidates],
    ['with columns of multipliers and labels', { x, lambda: shaped(lambda, [2, 1]), y: shaped(y, [2, 1]) }],
    ['as images', { ...candidates, x: shaped(x, [2, 1, 2, 2]) }],
    ['as images without channels', { ...candidates, x: shaped(x, [2, 2, 2]) }],
    ['with one channel last', { ...candidates, x: shaped(x, [2, 2, 2, 1]) }],
    ['beside other arrays', { ...candidates, notes: fromNested([1]), grad: x }],
  ])('%s', async (_, arrays) => {
    for (const save of [() => saveNpz(at('c.npz'), arrays), () => saveSafetensors(at('c.safetensors'), arrays)]) {
      await save();
    }
    expect(await loadCandidates(at('c.npz'))).toEqual(candidates);
    expect(await loadCandidates(at('c.safetensors'))).toEqual(candidates);
  });

  test('beside an array that would not fit', async () => {
    const zeros = makeHostTensor(new Float64Array(4e6), [4e6]);
    await saveNpz(at('beside.npz'), { ...candidates, zeros }, { compress: true });
    expect(readFileSync(at('beside.npz')).length).toBeLessThan(100_000);
    expect(await loadCandidates(at('beside.npz'))).toEqual(candidates);
  });

  test('with multipliers for every class', async () => {
    const perClass = fromNested([
      [1, 2],
      [3, 4],
    ]);
    await saveNpz(at('c.npz'), { ...candidates, lambda: perClass });
    expect((await loadCandidates(at('c.npz'))).lambda).toEqual(perClass);
  });

  test('with points in small integers', async () => {
    await saveBytes(at('c.safetensors'), 'x', 'I16', [...new Uint8Array(Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer)]);
    expect((await loadCandidates(at('c.safetensors'))).x).toEqual(x);
  });

  test('with pixels that are bytes 0 and 1', async () => {
    await saveBytes(at('c.safetensors'), 'x', 'U8', [0, 1, 0, 1, 1, 1, 0, 0]);
    expect([...(await loadCandidates(at('c.safetensors'))).x.data]).toEqual([0, 1, 0, 1, 1, 1, 0, 0]);
  });
});

describe('candidates are refused', () => {
  const refused = async (path: string, message: RegExp): Promise<void> => {
    await expect(loadCandidates(path)).rejects.toThrow(FormatError);
    await expect(loadCandidates(path)).rejects.toThrow(message);
  };

  test('with channels last, which would be other pixels', async () => {
    const images = makeHostTensor(new Float64Array(2 * 5 * 5 * 3), [2, 5, 5, 3]);
    await saveNpz(at('c.npz'), { ...candidates, x: images });
    await refused(at('c.npz'), /\[2, 5, 5, 3\] looks like images with the channels last.*transpose\(0, 3, 1, 2\)/);
  });

  test.each([
    ['I16', Int16Array.of(0, 255, 128, 7, 9, 1, 2, 3)],
    ['I64', BigInt64Array.of(0n, 255n, 128n, 7n, 9n, 1n, 2n, 3n)],
  ])('with pixels as wider integers %s', async (type, { buffer }) => {
    await saveBytes(at('c.safetensors'), 'x', type, [...new Uint8Array(buffer)]);
    await refused(at('c.safetensors'), /type int\d\d .*pixels as bytes/);
  });

  test('with pixels as bytes', async () => {
    await saveBytes(at('c.safetensors'), 'x', 'U8', [0, 255, 0, 1, 1, 1, 0, 0]);
    await refused(at('c.safetensors'), /pixels as bytes.*x \/ 255/);
  });

  test('with truth values as labels', async () => {
    await saveBytes(at('c.safetensors'), 'y', 'BOOL', [1, 0]);
    await refused(at('c.safetensors'), /True and False.*numpy\.where\(y, 1\.0, -1\.0\)/);
  });

  test('where a network was meant', async () => {
    await saveNpz(at('m.npz'), { 'layers.0.weight': x });
    await refused(at('m.npz'), /no array x;.*looks like a network/);
  });

  test('where there is one array', async () => {
    await saveNpy(at('x.npy'), x);
    await refused(at('x.npy'), /one array without a name.*numpy\.savez/);
  });

  test('over their limit, which is a tenth of a network’s', async () => {
    const large = makeHostTensor(new Float32Array(17e6), [17e6 / 4, 4]);
    await saveNpz(at('large.npz'), { ...candidates, x: large });
    await refused(at('large.npz'), /over the limit of 67108864/);
    expect((await loadCandidates(at('large.npz'), { maxBytes: 2 ** 27 })).x.shape).toEqual([17e6 / 4, 4]);
  });
});
