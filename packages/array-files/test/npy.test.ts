import { DomainError, FormatError, makeHostTensor, ShapeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { parseNpy, serializeNpy } from '../src/index.ts';
import { readGolden } from './read-golden.ts';

/** A npy file of version 1 with this header text and these data bytes. */
function npy(header: string, data: readonly number[] = []): Uint8Array {
  const text = `\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`;
  return Uint8Array.from([...[...text].map((character) => character.charCodeAt(0)), ...data]);
}

test('values by hand', () => {
  const one = [0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
  const tensor = parseNpy(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n", one));
  expect(tensor).toEqual({ shape: [1], dtype: 'float64', data: Float64Array.of(1) });
});

test('first axis fastest is turned to row-major', () => {
  const header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}";
  expect([...parseNpy(npy(header, [1, 4, 2, 5, 3, 6])).data]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('bytes at an odd offset of their buffer are read', () => {
  const bytes = serializeNpy(makeHostTensor([1.5, 2.5], [2]));
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect([...parseNpy(shifted.subarray(3)).data]).toEqual([1.5, 2.5]);
});

test('a view into a larger buffer is written alone', () => {
  const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
  expect([...parseNpy(serializeNpy({ shape: [2], dtype: 'float32', data: view })).data]).toEqual([1, 2]);
});

describe('refused', () => {
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['other bytes', new Uint8Array(20), /magic bytes are missing/],
    ['a lone magic', npy('').subarray(0, 6), /npy version/],
    ['a version to come', npy('').with(6, 4), /npy version 1.0, 2.0 or 3.0, got 4.0/],
    ['a cut length', npy('').subarray(0, 9), /truncated within the first 10/],
    ['a cut header', npy("{'descr': ").subarray(0, 14), /header of 10 bytes is truncated/],
    [
      'a header of 4 GB',
      Uint8Array.from([...npy('').with(6, 2).subarray(0, 8), 255, 255, 255, 255]),
      /more than the 65536/,
    ],
    ['code', npy("__import__('os')"), /unexpected name "__import__"/],
    ['an expression', npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1+1,)}"), /character 52: expected ,/],
    ['text after the header', npy('{} {}'), /unexpected text after/],
    ['an open dictionary', npy("{'descr': '<f8', "), /expected a string without escapes/],
    ['a list as the header', npy('[]'), /not a dictionary/],
    ['a key twice', npy("{'descr': '<f8', 'descr': '<f8'}"), /comes twice/],
    ['a missing key', npy("{'descr': '<f8', 'shape': ()}"), /expected the header keys/],
    [
      'an unknown key',
      npy("{'descr': '<f8', 'fortran_order': True, 'shape': (), 'x': 1}"),
      /got descr, fortran_order, shape, x/,
    ],
    ['a number as fortran_order', npy("{'descr': '<f8', 'fortran_order': 0, 'shape': ()}"), /not True or False/],
    ['a number as shape', npy("{'descr': '<f8', 'fortran_order': True, 'shape': 3}"), /not a tuple/],
    ['brackets without a comma', npy("{'descr': '<f8', 'fortran_order': True, 'shape': (3)}"), /needs a comma/],
    ['a negative extent', npy("{'descr': '<f8', 'fortran_order': True, 'shape': (-1,)}"), /negative or non-integer/],
    [
      'an extent beyond 2^53',
      npy("{'descr': '<f8', 'fortran_order': True, 'shape': (9007199254740993,)}"),
      /beyond 2\^53/,
    ],
    [
      'a product beyond 2^53',
      npy("{'descr': '<f8', 'fortran_order': True, 'shape': (9007199254740991, 2, 0)}"),
      /more than 2\^53/,
    ],
    ['deep nesting', npy('('.repeat(20)), /nested deeper/],
    [
      'a size far over the file',
      npy("{'descr': '<f8', 'fortran_order': True, 'shape': (1000000000000,)}"),
      /truncated/,
    ],
    [
      'too few data',
      npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}", [0, 0, 0, 0]),
      /takes 8 bytes of data, got 4; the file is truncated/,
    ],
    ['too many data', npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2,)}", [0, 0, 0]), /trailing bytes/],
    [
      'a boolean of 2',
      npy("{'descr': '|b1', 'fortran_order': True, 'shape': (2,)}", [1, 2]),
      /element 1 of type bool is not 0 or 1/,
    ],
    [
      'float64 without byte order',
      npy("{'descr': '|f8', 'fortran_order': True, 'shape': ()}"),
      /dtype '|f8' is not read/,
    ],
    ['an integer beyond 2^53', readGolden('i8-too-large.npy'), /element 1 of type int64 is not an integer from/],
    ['objects', readGolden('object.npy'), /dtype object \('\|O'\) is not read/],
    ['a structured dtype', readGolden('structured.npy'), /structured dtypes are not read/],
    ['complex numbers', readGolden('complex.npy'), /dtype '<c16' is not read/],
  ];

  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => parseNpy(bytes, { name: 'a.npy' })).toThrow(FormatError);
    expect(() => parseNpy(bytes, { name: 'a.npy' })).toThrow(message);
    expect(() => parseNpy(bytes, { name: 'a.npy' })).toThrow(/^parseNpy: a\.npy/);
  });

  test('an array over maxBytes, counted as it lies in memory', () => {
    const bytes = readGolden('i1.npy'); // 5 integers, 40 bytes as float64
    expect(() => parseNpy(bytes, { maxBytes: 39 })).toThrow(FormatError);
    expect(parseNpy(bytes, { maxBytes: 40 }).data).toHaveLength(5);
    expect(() => parseNpy(bytes, { maxBytes: Number.NaN })).toThrow(DomainError);
  });

  test('a tensor that does not fill its shape is not written', () => {
    expect(() => serializeNpy({ shape: [3], dtype: 'float64', data: Float64Array.of(1) })).toThrow(ShapeError);
  });
});
