import { DomainError, FormatError, fromNested, makeHostTensor, ShapeError } from '@noprior/tensor';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { crc32, openNpz, parseNpz, serializeNpy, serializeNpz } from '../src/index.ts';
import { readGolden } from './read-golden.ts';

const x = fromNested([
  [1, 2],
  [3, 4],
]);

/** Position of a record's four signature bytes. */
function find(bytes: Uint8Array, signature: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; at++) if (view.getUint32(at, true) === signature) return at;
  throw new Error('the archive lacks the record');
}

/** A copy with a little-endian number written at an offset from the first directory entry. */
function patched(bytes: Uint8Array, offset: number, value: number, width: 2 | 4): Uint8Array {
  const copy = bytes.slice();
  const at = find(copy, 0x02014b50) + offset;
  const view = new DataView(copy.buffer);
  if (width === 2) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return copy;
}

test('what is written is read', () => {
  for (const compress of [false, true]) {
    const arrays = parseNpz(serializeNpz({ b: makeHostTensor(Float32Array.of(7), [1]), a: x }, { compress }));
    expect(Object.entries(arrays)).toEqual([
      ['a', x],
      ['b', { shape: [1], dtype: 'float32', data: Float32Array.of(7) }],
    ]);
  }
});

test('the same arrays give the same bytes, whatever their order', () => {
  const y = makeHostTensor([1], [1]);
  expect(serializeNpz({ x, y })).toEqual(serializeNpz({ y, x }));
});

test('compressing makes constant arrays smaller', () => {
  const arrays = { zeros: makeHostTensor(new Float64Array(1000), [1000]) };
  expect(serializeNpz(arrays, { compress: true }).length).toBeLessThan(serializeNpz(arrays).length / 10);
});

test('an empty archive has no arrays', () => {
  expect(Object.keys(parseNpz(serializeNpz({})))).toEqual([]);
});

test('no name reaches a prototype', () => {
  const arrays = parseNpz(readGolden('stored.npz'));
  expect(Object.getPrototypeOf(arrays)).toBeNull();
  expect(Object.hasOwn(arrays, '__proto__')).toBe(true);
  expect(Object.hasOwn({}, 'shape')).toBe(false);
  expect(Object.keys(parseNpz(serializeNpz(arrays)))).toContain('__proto__');
});

describe('corrupt archives', () => {
  const stored = serializeNpz({ x });
  const deflated = serializeNpz({ x }, { compress: true });
  const twice = zipSync({ 'a.npy': serializeNpy(x), 'b.npy': serializeNpy(x) }, { level: 0 });
  const renamed = twice.map((byte, index) => (byte === 0x62 && twice[index + 1] === 0x2e ? 0x61 : byte));

  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['no archive', new Uint8Array(100), /no end of a zip directory/],
    ['nothing', new Uint8Array(0), /no end of a zip directory/],
    ['bytes before the archive', Uint8Array.from([0, ...stored]), /expected the end at/],
    ['a changed data byte', stored.with(find(stored, 0x02014b50) - 1, 1), /CRC-32/],
    ['a changed checksum', patched(deflated, 16, 5, 4), /CRC-32 is [0-9a-f]{8}, expected 00000005/],
    ['a smaller declared size', patched(deflated, 24, 100, 4), /expected 100 unpacked bytes, got more/],
    ['a larger declared size', patched(deflated, 24, 400, 4), /expected 400 unpacked bytes, got 160/],
    ['a bomb', patched(deflated, 24, 0xfffffff, 4), /cannot unpack to the declared 268435455/],
    ['a stored file of two sizes', patched(stored, 24, 100, 4), /stored, but 160 packed bytes against 100/],
    ['data that run into the directory', patched(patched(stored, 20, 1000, 4), 24, 1000, 4), /run into the directory/],
    ['data that overlap the next file', patched(patched(twice, 20, 200, 4), 24, 200, 4), /"a.npy" and "b.npy" overlap/],
    ['an unknown method', patched(stored, 10, 12, 2), /compression method 12 is not read/],
    ['encryption', patched(stored, 8, 1, 2), /encrypted/],
    ['a wrong header offset', patched(stored, 42, 4, 4), /expected its local header at byte 4/],
    ['a name past the directory', patched(stored, 28, 5000, 2), /runs past the end/],
    ['a size without its zip64 field', patched(stored, 20, 0xffffffff, 4), /no zip64 field/],
    ['a name twice', renamed, /comes twice|names another file/],

    ['a member that is no npy', zipSync({ 'a.npy': new Uint8Array(9) }), /member "a.npy": expected a npy file/],
  ];

  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => parseNpz(bytes, { name: 'a.npz' })).toThrow(FormatError);
    expect(() => parseNpz(bytes, { name: 'a.npz' })).toThrow(message);
  });

  test.each(['stored.npz', 'deflated.npz', 'descriptors.npz', 'zip64.npz'])('%s cut at any byte', (name) => {
    const bytes = readGolden(name);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parseNpz(bytes.subarray(0, length)), `${length} bytes`).toThrow(FormatError);
    }
  });

  test('entries that share their data', () => {
    const shared = twice.slice();
    const first = find(shared, 0x02014b50);
    const second = first + find(shared.subarray(first + 4), 0x02014b50) + 4;
    new DataView(shared.buffer).setUint32(second + 42, 0, true);
    expect(() => parseNpz(shared)).toThrow(/names another file/);
    shared[second + 46] = 0x61;
    expect(() => parseNpz(shared)).toThrow(/comes twice/);
  });
});

test('the sum of the arrays is limited, before anything is unpacked', () => {
  const bytes = serializeNpz({ a: x, b: x }); // 2 * (128 + 32) bytes
  expect(() => parseNpz(bytes, { maxBytes: 319 })).toThrow(/needs 320 bytes, over the limit of 319/);
  expect(Object.keys(parseNpz(bytes, { maxBytes: 320 }))).toEqual(['a', 'b']);
});

test('what cannot be written is refused', () => {
  expect(() => serializeNpz({ '': x })).toThrow(DomainError);
  expect(() => serializeNpz({ 'a\0b': x })).toThrow(DomainError);
  expect(() => serializeNpz({ a: { ...x, shape: [5] } })).toThrow(ShapeError);
});

test('crc32 of the check string', () => {
  const check = new TextEncoder().encode('123456789');
  expect(crc32(check)).toBe(0xcbf43926);
  expect(crc32(check.subarray(4), crc32(check.subarray(0, 4)))).toBe(0xcbf43926);
});

/** A npy file whose header is filled up with white space. */
function withLongHeader(length: number): Uint8Array {
  const fields = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";
  const text = `\x93NUMPY\x01\x00\x00\x00${fields.padEnd(length - 1)}\n`;
  const bytes = new Uint8Array(text.length + 8);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  new DataView(bytes.buffer).setUint16(8, length, true);
  return bytes;
}

test('few long headers are read in one archive, and each once', () => {
  const members = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a${i}.npy`, withLongHeader(60_000)]));
  const file = openNpz(zipSync(members));
  for (let round = 0; round < 100; round++) expect(file.describe('a0').shape).toEqual([1]);
  const read = file.names.filter((name) => {
    try {
      return file.describe(name).shape.length === 1;
    } catch (error) {
      expect(String(error)).toMatch(/longer than 1024 bytes.*numpy\.savez/);
      return false;
    }
  });
  expect(read).toHaveLength(64);
});

test('of a packed array only the beginning is unpacked to describe it', () => {
  // Random numbers do not shrink, so what is damaged is far behind the header.
  const noise = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * i));
  const bytes = serializeNpz({ x: makeHostTensor(noise, [300]) }, { compress: true });
  for (let at = 1500; at < 1700; at++) bytes[at] = 0xff;
  const file = openNpz(bytes);
  expect(file.describe('x').shape).toEqual([300]);
  expect(() => file.read('x')).toThrow(FormatError);
});

test('an archive behind another, and one with another number of files, are refused with what to do', () => {
  const bytes = serializeNpz({ x });
  const both = new Uint8Array(2 * bytes.length);
  both.set(bytes);
  both.set(bytes, bytes.length);
  const counted = bytes.slice();
  new DataView(counted.buffer).setUint16(bytes.length - 12, 0, true);
  for (const damaged of [both, counted])
    expect(() => parseNpz(damaged)).toThrow(/joined with another.*download it again/);
});
