import { gzipSync as nodeGzip } from 'node:zlib';
import { FormatError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { gunzipChunks } from '../src/gunzip-chunks.ts';
import { parseIdx } from '../src/idx.ts';
import { concatenate, gzip, makeIdx } from './make-files.ts';

const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
const plain = makeIdx([2, 3], data);

test('plain and packed files give the same', () => {
  expect(parseIdx(plain, 2, 'a')).toEqual({ shape: [2, 3], data });
  expect(parseIdx(gzip(plain), 2, 'a')).toEqual({ shape: [2, 3], data });
  expect(parseIdx(new Uint8Array(nodeGzip(plain)), 2, 'a')).toEqual({ shape: [2, 3], data });
});

test('a packed file of many pieces', () => {
  const noise = Uint8Array.from({ length: 200_000 }, (_, index) => (index * index * 7919) >> 5);
  expect(parseIdx(gzip(makeIdx([noise.length], noise)), 1, 'a').data).toEqual(noise);
});

test('a gzip header with a name, a comment, an extra field and a checksum', () => {
  const packed = gzip(plain);
  const fields = Uint8Array.of(2, 0, 9, 9, 0x61, 0, 0x62, 0, 7, 7);
  const long = concatenate([packed.subarray(0, 10).with(3, 4 | 8 | 16 | 2), fields, packed.subarray(10)]);
  expect(parseIdx(long, 2, 'a').data).toEqual(data);
});

describe('refused', () => {
  const packed = gzip(plain);
  const bomb = gzip(makeIdx([3], new Uint8Array(5_000_000)));
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(0), /truncated within the 12 bytes/],
    ['a cut header', plain.subarray(0, 11), /truncated within the 12 bytes/],
    ['another rank', makeIdx([6], data), /expected magic number 0x00000802 .* got 0x00000801/],
    ['floats', plain.with(2, 0x0d), /got 0x00000d02/],
    ['too few data', plain.subarray(0, 17), /truncated or corrupt, extents 2 x 3 need 6 bytes, .* at most 5/],
    ['too many data', concatenate([plain, Uint8Array.of(0)]), /more than the 6 bytes that extents 2 x 3 take/],
    ['extents far over the file', plain.with(4, 255), /extents 4278190082 x 3 need 12834570246 bytes/],
    ['extents far over the packed file', gzip(plain.with(4, 255)), /truncated or corrupt, extents 4278190082 x 3/],
    ['too few packed data', gzip(plain.subarray(0, 17)), /truncated, 5 bytes of the 6/],
    ['a bomb', bomb, /more than the 3 bytes|extents 3 /],
    ['a cut gzip header', packed.subarray(0, 9), /truncated, 9 bytes hold no gzip data/],
    ['another compression', packed.with(2, 7), /expected a gzip file/],
    ['reserved flags', packed.with(3, 0x20), /expected a gzip file/],
    ['a name without end', packed.with(3, 8).map((byte, at) => (at >= 10 && byte === 0 ? 1 : byte)), /does not end/],
    ['a changed checksum', packed.with(packed.length - 8, packed[packed.length - 8]! ^ 1), /differ from the CRC-32/],
    ['trailing bytes', concatenate([packed, Uint8Array.of(1, 2, 3)]), /differ from the CRC-32|corrupt/],
  ];
  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 2 - Number(bytes === bomb), 'file.gz')).toThrow(FormatError);
    expect(() => parseIdx(bytes, 2 - Number(bytes === bomb), 'file.gz')).toThrow(message);
    expect(() => parseIdx(bytes, 2 - Number(bytes === bomb), 'file.gz')).toThrow(/^file\.gz: /);
  });

  test('a packed file cut at any byte', () => {
    for (let length = 0; length < packed.length; length++) {
      expect(() => parseIdx(packed.subarray(0, length), 2, 'a'), `${length} bytes`).toThrow(FormatError);
    }
  });
});

test('a bomb is left before it is unpacked', () => {
  const packed = gzip(new Uint8Array(50_000_000));
  let seen = 0;
  for (const chunk of gunzipChunks(packed, 'bomb')) {
    seen += chunk.length;
    break;
  }
  expect(seen).toBeLessThan(20_000_000);
});
