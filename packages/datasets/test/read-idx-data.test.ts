import { gzipSync as nodeGzip } from 'node:zlib';
import { FormatError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { gunzipChunks } from '../src/gunzip-chunks.ts';
import { readIdxHeader } from '../src/idx-header.ts';
import { readIdxData } from '../src/read-idx-data.ts';
import { concatenate, gzip, makeIdx } from './make-files.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
const plain = makeIdx([2, 3], data);
const packed = gzip(plain);

/** Extents and data of a file, as the loader reads them. */
async function readIdx(bytes: Bytes, place = 'file.gz') {
  const header = await readIdxHeader(bytes, place);
  return { shape: header.shape, data: await readIdxData(bytes, header, place) };
}

/** What is wrong with a file. */
async function refusalOf(bytes: Bytes): Promise<Error> {
  const error = await readIdx(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FormatError)) throw new Error('expected a FormatError', { cause: error });
  return error;
}

test('plain and packed files give the same', async () => {
  expect(await readIdx(plain)).toEqual({ shape: [2, 3], data });
  expect(await readIdx(packed)).toEqual({ shape: [2, 3], data });
  expect(await readIdx(new Uint8Array(nodeGzip(plain)))).toEqual({ shape: [2, 3], data });
});

test('a packed file of many pieces', async () => {
  const noise = Uint8Array.from({ length: 200_000 }, (_, index) => (index * index * 7919) >> 5);
  expect((await readIdx(gzip(makeIdx([noise.length], noise)))).data).toEqual(noise);
});

test('a gzip header with a name, a comment, an extra field and a checksum', async () => {
  const fields = Uint8Array.of(2, 0, 9, 9, 0x61, 0, 0x62, 0, 7, 7);
  const long = concatenate([packed.subarray(0, 10).with(3, 4 | 8 | 16 | 2), fields, packed.subarray(10)]);
  expect((await readIdx(long)).data).toEqual(data);
});

test('several gzip members and zero bytes behind the last are read as gunzip reads them', async () => {
  const members = [0, 3, 4, 13].map((start, index, starts) => gzip(plain.subarray(start, starts[index + 1])));
  expect((await readIdx(concatenate(members))).data).toEqual(data);
  expect((await readIdx(concatenate([packed, gzip(new Uint8Array(0)), new Uint8Array(512)]))).data).toEqual(data);
});

describe('refused', () => {
  const text = new TextEncoder();
  const cases: readonly (readonly [string, Bytes, RegExp])[] = [
    ['nothing', new Uint8Array(0), /expected an IDX file.*the file is empty/],
    ['a web page', text.encode('<!DOCTYPE html><html>Not Found</html>'), /the file is a web page/],
    ['a packed web page', gzip(text.encode('<html>Not Found</html>')), /its gzip data are a web page/],
    ['a Git LFS pointer', text.encode('version https://git-lfs.github.com/spec/v1\noid sha256:1'), /git lfs pull/],
    ['a file packed twice', gzip(packed), /its gzip data are a file packed by gzip/],
    ['noise', Uint8Array.of(9, 8, 7, 6, 1), /5 bytes that begin with 0x09080706/],
    ['a cut header', plain.subarray(0, 11), /truncated within the IDX header, 11 of 12 bytes/],
    ['too few data', plain.subarray(0, 17), /truncated or corrupt, 5 of the 6 bytes that extents 2 x 3/],
    ['too many data', concatenate([plain, Uint8Array.of(0)]), /1 bytes more than the 6 that extents 2 x 3 take/],
    ['extents far over the file', plain.with(4, 255), /6 of the 12834570246 bytes that extents 4278190082 x 3/],
    ['extents far over the packed file', gzip(plain.with(4, 255)), /extents 4278190082 x 3 take 12834570246 bytes/],
    ['too few packed data', gzip(plain.subarray(0, 17)), /truncated, 5 of the 6 bytes/],
    ['too many packed data', gzip(concatenate([plain, data])), /more than the 6 bytes that extents 2 x 3 take/],
    ['a cut gzip header', packed.subarray(0, 9), /truncated, the gzip header at byte 0 does not end/],
    ['another compression', packed.with(2, 7), /expected gzip with deflate data \(method 8\), got method 7/],
    ['reserved flags', packed.with(3, 0x20), /expected gzip with deflate data.*flags 32/],
    ['a name without end', packed.with(3, 8).map((byte, at) => (at >= 10 && byte === 0 ? 1 : byte)), /does not end/],
    ['a changed checksum', packed.with(packed.length - 8, packed[packed.length - 8]! ^ 1), /differ from the CRC-32/],
    ['a changed length', packed.with(packed.length - 4, packed[packed.length - 4]! ^ 1), /differ from the CRC-32/],
    [
      'bytes before the trailer',
      concatenate([packed.subarray(0, -8), Uint8Array.of(1, 2, 3), packed.subarray(-8)]),
      /differ from the CRC-32/,
    ],
    ['bytes behind the end', concatenate([packed, Uint8Array.of(0, 0, 3)]), /trailing bytes, 3 after the end/],
    ['a second member that is cut', concatenate([packed, packed.subarray(0, 20)]), /truncated/],
    [
      'members without end',
      concatenate(Array.from({ length: 5000 }, () => gzip(data.subarray(6)))),
      /4096 gzip members/,
    ],
  ];
  test.each(cases)('%s', async (_, bytes, message) => {
    const refusal = await refusalOf(bytes);
    expect(refusal.message).toMatch(message);
    expect(refusal.message).toMatch(/^file\.gz: /);
  });

  test('a packed file cut at any byte', async () => {
    for (let length = 0; length < packed.length; length++) await refusalOf(packed.subarray(0, length));
  });
});

test('a bomb is left before it is unpacked', async () => {
  let seen = 0;
  for await (const chunk of gunzipChunks(gzip(new Uint8Array(50_000_000)), 'bomb')) {
    seen += chunk.length;
    break;
  }
  expect(seen).toBeLessThan(100_000);
});

test('a small packed file that announces much is refused before it is unpacked', async () => {
  const bytes = gzip(makeIdx([64, 1024, 1024], new Uint8Array(64 * 2 ** 20)));
  expect((await refusalOf(bytes)).message).toMatch(/take 67108864 bytes, but at most \d+ are unpacked.*gunzip first/);
});
