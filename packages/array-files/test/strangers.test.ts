import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError, FormatError, fromNested, makeHostTensor } from '@noprior/tensor';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import {
  loadArrays,
  openArrays,
  openNpz,
  openSafetensors,
  parseNpy,
  parseNpz,
  parseSafetensors,
  parseStrictJson,
  readFileBytes,
  serializeNpy,
  serializeNpz,
  serializeSafetensors,
} from '../src/index.ts';
import { readGolden } from './read-golden.ts';

const folder = mkdtempSync(join(tmpdir(), 'strangers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const x = fromNested([1, 2]);
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A npy file of version 1 with this header and these data bytes. */
function npy(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const head = ascii(`\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`);
  return Uint8Array.from([...head, ...data]);
}

const text = npy("{'descr': '<U2', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8));

test('long integers of Python 2 are read', () => {
  const bytes = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L), }", new Uint8Array(8));
  expect(parseNpy(bytes).shape).toEqual([2, 1]);
  expect(() => parseNpy(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2LL,), }"))).toThrow(FormatError);
});

test('numbers below the normal range stay what they are', () => {
  const tiny = makeHostTensor([1e-310, -5e-324], [2]);
  expect(parseNpy(serializeNpy(tiny)).data).toEqual(tiny.data);
  expect(parseSafetensors(serializeSafetensors({ tiny })).arrays.tiny?.data).toEqual(tiny.data);
  const float32 = makeHostTensor(Float32Array.of(1e-44), [1]);
  expect(parseNpz(serializeNpz({ float32 }, { compress: true })).float32).toEqual(float32);
});

describe('an archive with more than arrays', () => {
  const archive = zipSync({
    'x.npy': serializeNpy(x),
    'README.txt': ascii('read me'),
    '__MACOSX/._x.npy': Uint8Array.of(0, 5, 22, 7),
    'names.npy': text,
    'state.npy': readGolden('object.npy'),
  });

  test('holds its arrays by name; what is no array is passed over', () => {
    const file = openNpz(archive);
    expect(file.names).toEqual(['x', 'names', 'state']);
    expect(file.names.map((name) => file.describe(name).type)).toEqual(['float64', 'text', 'object']);
    expect(file.read('x')).toEqual(x);
  });

  test('text and objects are refused where they are asked for', () => {
    expect(() => openNpz(archive).read('names')).toThrow(/"names\.npy".*'<U2'.*text/);
    expect(() => openNpz(archive).read('state')).toThrow(/dtype object .* pickled Python/);
    expect(() => openNpz(archive).read('y')).toThrow(/there is no array "y"/);
  });

  test('only what is named is read', async () => {
    writeFileSync(at('more.npz'), archive);
    const { arrays } = await loadArrays(at('more.npz'), { names: ['x', 'absent'] });
    expect({ ...arrays }).toEqual({ x });
    await expect(loadArrays(at('more.npz'))).rejects.toThrow(/text/);
  });

  test('may have bytes behind its end, as numpy reads it', () => {
    const stored = serializeNpz({ x });
    for (const more of ['\n', 'Content-Length: 12\r\n\r\n', 'PK\x05\x06']) {
      expect({ ...parseNpz(Uint8Array.from([...stored, ...ascii(more)])) }).toEqual({ x });
    }
  });

  test('may hold a file that cannot be read, beside those that can', () => {
    const mixed = zipSync({ 'x.npy': serializeNpy(x), 'z.npy': serializeNpy(x) }, { level: 0 });
    const view = new DataView(mixed.buffer);
    for (let offset = mixed.length - 22; offset > 0; offset--) {
      if (view.getUint32(offset, true) === 0x02014b50 && mixed[offset + 46] === 0x7a)
        view.setUint16(offset + 10, 14, true);
    }
    expect(openNpz(mixed).read('x')).toEqual(x);
    expect(() => openNpz(mixed).read('z')).toThrow(/compression method 14 is not read \(LZMA\).*savez_compressed/);
  });
});

describe('what unpacks to far more than its bytes', () => {
  const zeros = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (64000000,), }", new Uint8Array());
  const bomb = new Uint8Array(zeros.length + 64_000_000);
  bomb.set(zeros);
  const archive = zipSync({ 'x.npy': serializeNpy(x), 'bomb.npy': bomb });

  test('is described, and read only with a limit of one’s own', () => {
    expect(archive.length).toBeLessThan(100_000);
    const file = openNpz(archive, { raiseWith: '--max-file-mb' });
    expect(file.describe('bomb')).toMatchObject({ shape: [64_000_000], type: 'uint8' });
    expect(() => file.read('bomb')).toThrow(/needs \d+ bytes.*file has \d+; .*--max-file-mb/);
    expect(file.read('x')).toEqual(x);
    expect(() => openNpz(archive, { maxBytes: 5e8 }).read('bomb')).toThrow(/needs 512000000 bytes, over the limit/);
  });

  test('and takes no memory until then', () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(() => parseNpz(archive)).toThrow(FormatError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });

  test('a stream that is longer than it says is not unpacked further', () => {
    const lying = archive.slice();
    const view = new DataView(lying.buffer);
    for (let offset = 0; offset + 46 < lying.length; offset++) {
      if (view.getUint32(offset, true) === 0x02014b50 && lying[offset + 46] === 0x62)
        view.setUint32(offset + 24, 144, true);
    }
    const before = process.memoryUsage().arrayBuffers;
    expect(() => openNpz(lying).read('bomb')).toThrow(/expected 144 unpacked bytes, got more/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });

  test('arrays add up', () => {
    const block = makeHostTensor(new Float64Array(200_000), [200_000]);
    const file = openNpz(serializeNpz({ a: block, b: block, c: block, d: block, e: block }, { compress: true }));
    for (const name of ['a', 'b', 'c', 'd']) file.read(name);
    expect(() => file.read('e')).toThrow(/over \d+ a file of this size/);
  });
});

describe('names of a safetensors header', () => {
  const file = (header: string, data = 4): Uint8Array => {
    const bytes = new Uint8Array(8 + header.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(ascii(header), 8);
    return bytes;
  };
  const one = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';

  test.each([
    ['a tensor', `{"a":${one},"a":${one}}`, /the name "a" comes twice/],
    ['a tensor, spelled otherwise', `{"a":${one},"\\u0061":${one}}`, /the name "a" comes twice/],
    ['__metadata__', `{"__metadata__":{"a":"1"},"__metadata__":{"a":"2"},"a":${one}}`, /"__metadata__" comes twice/],
    ['a field of metadata', `{"__metadata__":{"a":"1","a":"2"},"a":${one}}`, /the name "a" comes twice/],
    ['a dtype', '{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}}', /"dtype" comes twice/],
  ])('twice: %s', (_, header, message) => {
    expect(() => parseSafetensors(file(header))).toThrow(FormatError);
    expect(() => parseSafetensors(file(header))).toThrow(message);
  });

  test('deep nesting is refused by its depth, wherever it stands', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const header of [
      `{"a":${deep}}`,
      `{"a":{"dtype":${deep},"shape":[1],"data_offsets":[0,4]}}`,
      `{"__metadata__":{"a":${deep}}}`,
    ]) {
      expect(() => parseSafetensors(file(header))).toThrow(/nested deeper than 32/);
    }
    expect(() => parseStrictJson('{"a":'.repeat(50_000), 'text')).toThrow(FormatError);
  });

  test('more than any file needs is refused before it is parsed', () => {
    const names = Array.from({ length: 200_001 }, (_, index) => `"${index}":0`).join();
    expect(() => parseStrictJson(`{${names}}`, 'text')).toThrow(/text has more than 200000 names/);
    expect(() => parseStrictJson(`[${'[],'.repeat(1_000_001)}[]]`, 'text')).toThrow(/1000000 items/);
    const fields = Array.from({ length: 10_001 }, (_, index) => `"${index}":""`).join();
    expect(() => parseSafetensors(file(`{"__metadata__":{${fields}},"a":${one}}`))).toThrow(/10001 fields of metadata/);
    const shape = Array.from({ length: 65 }, () => 1).join();
    const deep = `{"a":{"dtype":"F32","shape":[${shape}],"data_offsets":[0,4]}}`;
    expect(() => parseSafetensors(file(deep))).toThrow(/a shape of 65 extents/);
    expect(() => parseNpy(npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`))).toThrow(
      /65 extents/,
    );
  });

  test('brackets and braces in text do not count', () => {
    const value = JSON.stringify({ a: '[[[['.repeat(50), b: '\\"{"', c: ['a', 'a'] });
    expect(parseStrictJson(value, 'text')).toEqual(JSON.parse(value));
  });

  test('a name reaches no terminal as it is', () => {
    const header = `{"\\u001b[2J\\u009b":{"dtype":"\\u001b[31m","shape":[1],"data_offsets":[0,4]}}`;
    expect(() => parseSafetensors(file(header))).toThrow('tensor "\\u001b[2J\\u009b": dtype "\\u001b[31m" is not read');
  });

  test('__proto__ is a name like any other', () => {
    expect(openSafetensors(file(`{"__proto__":${one}}`)).read('__proto__').shape).toEqual([1]);
  });

  test('metadata that are no text are named', () => {
    expect(() => parseSafetensors(file(`{"__metadata__":{"epoch":3},"a":${one}}`))).toThrow(/"epoch".*a number/);
  });
});

describe('a path that is no file of arrays', () => {
  test('folders, pipes and devices are refused at once, by what they are', async () => {
    mkdirSync(at('dir.npz'));
    execFileSync('mkfifo', [at('pipe.npz')]);
    symlinkSync('/dev/zero', at('zero.npz'));
    await expect(openArrays(at('dir.npz'))).rejects.toThrow(/dir\.npz .*a folder/);
    await expect(openArrays(at('pipe.npz'))).rejects.toThrow(/pipe\.npz .*a named pipe/);
    await expect(openArrays(at('zero.npz'))).rejects.toThrow(/zero\.npz .*a device/);
    await expect(readFileBytes(at('pipe.npz'))).rejects.toThrow(DomainError);
    await expect(openArrays(at('absent.npz'))).rejects.toThrow(/ENOENT/);
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      'page.npz',
      ascii('<!doctype html><title>404</title>'),
      /named \.npz, but its contents are not: the file is a web page/,
    ],
    ['pointer.safetensors', ascii('version https://git-lfs.github.com/spec/v1\n'), /Git LFS pointer.*git lfs pull/],
    ['empty.npy', new Uint8Array(), /the file is empty/],
    ['mail.npz', Uint8Array.from([13, 10, ...serializeNpz({ x })]), /a zip archive with 2 bytes too many before it/],
    ['model.npz', zipSync({ 'archive/data.pkl': new Uint8Array(9) }), /a PyTorch file.*state_dict/],
    ['weights.bin', serializeSafetensors({ x }), /its contents are safetensors: rename it to end in \.safetensors/],
    ['weights.pt', zipSync({ 'archive/data.pkl': new Uint8Array(9) }), /got .*weights\.pt; the file is a PyTorch file/],
    ['swapped.npz', serializeSafetensors({ x }), /its contents are safetensors; rename it/],
  ])('%s is named', async (name, bytes, message) => {
    writeFileSync(at(name), bytes);
    await expect(openArrays(at(name))).rejects.toThrow(FormatError);
    await expect(openArrays(at(name))).rejects.toThrow(message);
  });

  test('a name with control characters is quoted', async () => {
    writeFileSync(at('ok.npz'), serializeNpz({ x }).subarray(0, 60));
    copyFileSync(at('ok.npz'), at('a\u001b[2J.npz'));
    await expect(openArrays(at('a\u001b[2J.npz'))).rejects.toThrow('a\\u001b[2J.npz');
  });
});
