import { DomainError, FormatError, makeHostTensor, ShapeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { parseSafetensors, serializeSafetensors } from '../src/index.ts';

/** A safetensors file with this header and so many zero bytes of data. */
function file(header: unknown, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  bytes[0] = text.length & 255;
  bytes[1] = text.length >> 8;
  bytes.set(text, 8);
  return bytes;
}

const f32 = (begin: number, end: number, shape: readonly number[] = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

test('what is written is read', () => {
  const weight = makeHostTensor(Float32Array.of(1, 2, 3), [3, 1]);
  const theta = makeHostTensor([0.1], []);
  const { arrays, metadata } = parseSafetensors(serializeSafetensors({ weight, theta }, { b: '2', a: '1' }));
  expect({ ...arrays }).toEqual({ weight, theta });
  expect({ ...metadata }).toEqual({ a: '1', b: '2' });
});

test('the bytes depend on the contents alone, and every tensor is aligned to its elements', () => {
  const single = makeHostTensor(Float32Array.of(1), [1]);
  const double = makeHostTensor([1], [1]);
  const bytes = serializeSafetensors({ a: single, b: double }, { x: '1', y: '2' });
  expect(serializeSafetensors({ b: double, a: single }, { y: '2', x: '1' })).toEqual(bytes);
  expect(bytes[0]! % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, bytes.length - 12)));
  expect(header.b.data_offsets).toEqual([0, 8]);
  expect(header.a.data_offsets).toEqual([8, 12]);
});

test('no name reaches a prototype', () => {
  const header = `{"__metadata__":{"__proto__":"text"},"__proto__":${JSON.stringify(f32(0, 4))}}`;
  const { arrays, metadata } = parseSafetensors(file(header, 4));
  expect(Object.keys(arrays)).toEqual(['__proto__']);
  expect(Object.keys(metadata)).toEqual(['__proto__']);
  expect(Object.hasOwn({}, 'shape')).toBe(false);
});

describe('refused', () => {
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['a short file', new Uint8Array(7), /too short/],
    ['a header over 100 MB', Uint8Array.of(1, 225, 245, 5, 0, 0, 0, 0), /header of 100000001 bytes, more than/],
    ['a header over 2^53', new Uint8Array(8).fill(255), /more than the 100000000/],
    ['a cut header', file({ a: f32(0, 4) }, 4).subarray(0, 20), /only 12 follow; the file is truncated/],
    ['no JSON', file('{"a":'), /not valid UTF-8 JSON/],
    ['no object', file('[]'), /does not begin with {/],
    ['space before the brace', file(' {}'), /does not begin with {/],
    ['a number as metadata', file({ __metadata__: { a: 1 } }), /metadata "a" is not text/],
    ['a list as metadata', file({ __metadata__: [] }), /__metadata__ is not an object/],
    ['null as a tensor', file({ a: null }), /tensor "a" is not an object/],
    ['a missing key', file({ a: { dtype: 'F32', shape: [] } }), /expected the keys/],
    ['an unknown dtype', file({ a: { ...f32(0, 4), dtype: 'F8_E4M3' } }, 4), /dtype "F8_E4M3" is not read/],
    ['a fractional extent', file({ a: f32(0, 4, [0.5]) }, 4), /shape is not a list of non-negative integers/],
    ['a product beyond 2^53', file({ a: f32(0, 4, [2 ** 40, 2 ** 40]) }, 4), /more than 2\^53/],
    ['a range that runs backward', file({ a: f32(4, 0, [1]) }, 4), /begin <= end/],
    ['three offsets', file({ a: { ...f32(0, 4), data_offsets: [0, 4, 4] } }, 4), /must be \[begin, end\]/],
    ['another length than the shape', file({ a: f32(0, 8, [3]) }, 8), /takes 12 bytes, but its range has 8/],
    ['an overlap', file({ a: f32(0, 8), b: f32(4, 12) }, 12), /tensor "b": .*overlaps/],
    ['a gap', file({ a: f32(0, 4), b: f32(8, 12) }, 12), /leaves a gap/],
    ['cut data', file({ a: f32(0, 8) }, 7), /the tensors take 8 bytes, the file has 7; the file is truncated/],
    ['trailing bytes', file({ a: f32(0, 8) }, 9), /trailing bytes/],
    [
      'an integer beyond 2^53',
      file({ a: { dtype: 'U64', shape: [1], data_offsets: [0, 8] } }, 8).fill(255, -8),
      /element 0/,
    ],
  ];

  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => parseSafetensors(bytes, { name: 'm.safetensors' })).toThrow(FormatError);
    expect(() => parseSafetensors(bytes, { name: 'm.safetensors' })).toThrow(message);
    expect(() => parseSafetensors(bytes, { name: 'm.safetensors' })).toThrow(/^parseSafetensors: m\.safetensors/);
  });

  test('more than maxBytes', () => {
    const bytes = file({ a: { dtype: 'U8', shape: [3], data_offsets: [0, 3] } }, 3);
    expect(() => parseSafetensors(bytes, { maxBytes: 23 })).toThrow(FormatError);
    expect(parseSafetensors(bytes, { maxBytes: 24 }).arrays.a?.data).toHaveLength(3);
  });

  test('what cannot be written', () => {
    const x = makeHostTensor([1], [1]);
    expect(() => serializeSafetensors({ __metadata__: x })).toThrow(DomainError);
    expect(() => serializeSafetensors({ x: { ...x, shape: [2] } })).toThrow(ShapeError);
    const metadata: Record<string, string> = JSON.parse('{"a": 1}');
    expect(() => serializeSafetensors({ x }, metadata)).toThrow(DomainError);
  });
});
