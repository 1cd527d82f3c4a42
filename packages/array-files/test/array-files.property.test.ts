import { FormatError, makeHostTensor } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseNpy,
  parseNpz,
  parseSafetensors,
  serializeNpy,
  serializeNpz,
  serializeSafetensors,
} from '../src/index.ts';
import { readGolden } from './read-golden.ts';

const tensor = fc.tuple(fc.array(fc.nat({ max: 4 }), { maxLength: 4 }), fc.boolean()).chain(([shape, single]) => {
  const length = shape.reduce((size, extent) => size * extent, 1);
  const data = single
    ? fc.float32Array({ minLength: length, maxLength: length })
    : fc.float64Array({ minLength: length, maxLength: length });
  return data.map((values) => makeHostTensor(values, shape));
});
const arrays = fc.dictionary(
  fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => !name.includes('\0')),
  tensor,
);

test('any tensor comes back from npy bit by bit', () => {
  fc.assert(
    fc.property(tensor, (value) => {
      expect(parseNpy(serializeNpy(value))).toEqual(value);
    }),
  );
});

test('any arrays come back from npz and safetensors', () => {
  fc.assert(
    fc.property(arrays, fc.boolean(), (values, compress) => {
      expect({ ...parseNpz(serializeNpz(values, { compress })) }).toEqual({ ...values });
      expect({ ...parseSafetensors(serializeSafetensors(values)).arrays }).toEqual({ ...values });
    }),
  );
});

test.each([
  ['f8.npy', parseNpy],
  ['deflated.npz', parseNpz],
  ['mixed.safetensors', parseSafetensors],
] as const)('%s with one changed byte is read or refused by FormatError', (name, parse) => {
  const bytes = readGolden(name);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
      try {
        parse(bytes.with(at, value));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 2000 },
  );
});
