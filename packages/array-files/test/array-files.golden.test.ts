import { expect, test } from 'vitest';
import { loadArrays, parseNpy, parseNpz, parseSafetensors, serializeNpy, serializeSafetensors } from '../src/index.ts';
import { type ExpectedArray, goldenPath, readExpected, readGolden } from './read-golden.ts';

const expected = readExpected();

/** Every value is compared exactly: the formats hold them bit by bit. */
function expectArray(actual: ReturnType<typeof parseNpy> | undefined, wanted: ExpectedArray): void {
  expect(actual?.shape).toEqual(wanted.shape);
  expect(actual?.dtype).toBe(wanted.dtype);
  expect([...(actual?.data ?? [])]).toEqual(wanted.data);
}

test('the golden files cover what they should', () => {
  expect(Object.keys(expected.npy)).toHaveLength(21);
  expect(Object.keys(expected.npz)).toEqual(['stored', 'deflated', 'descriptors', 'zip64']);
  expect(Object.keys(expected.safetensors)).toEqual(['mixed', 'floats']);
});

test.each(Object.keys(expected.npy))('%s.npy by numpy is read exactly', (name) => {
  expectArray(parseNpy(readGolden(`${name}.npy`)), expected.npy[name]!);
});

test.each(['f8', 'f4', 'scalar', 'empty', 'vector'])('%s.npy is written with the bytes that numpy writes', (name) => {
  const bytes = readGolden(`${name}.npy`);
  expect(serializeNpy(parseNpy(bytes))).toEqual(bytes);
});

test.each(Object.keys(expected.npz))('%s.npz by numpy is read exactly', (name) => {
  const arrays = parseNpz(readGolden(`${name}.npz`));
  const wanted = expected.npz[name]!;
  expect(Object.keys(arrays)).toEqual(Object.keys(wanted));
  for (const key of Object.keys(wanted)) expectArray(arrays[key], wanted[key]!);
});

test.each(Object.keys(expected.safetensors))('%s.safetensors by its own library is read exactly', (name) => {
  const { arrays } = parseSafetensors(readGolden(`${name}.safetensors`));
  const wanted = expected.safetensors[name]!;
  expect(Object.keys(arrays).sort()).toEqual(Object.keys(wanted).sort());
  for (const key of Object.keys(wanted)) expectArray(arrays[key], wanted[key]!);
});

test('safetensors metadata is kept', () => {
  expect({ ...parseSafetensors(readGolden('mixed.safetensors')).metadata }).toEqual(expected.metadata);
});

test('safetensors of floats is written with the bytes that its own library writes', () => {
  const bytes = readGolden('floats.safetensors');
  const { arrays, metadata } = parseSafetensors(bytes);
  expect(serializeSafetensors(arrays, metadata)).toEqual(bytes);
});

test('loadArrays reads all three formats', async () => {
  const npy = await loadArrays(goldenPath('f8.npy'));
  expectArray(npy.arrays.arr_0, expected.npy.f8!);
  const npz = await loadArrays(goldenPath('deflated.npz'));
  expectArray(npz.arrays.single, expected.npz.deflated!.single!);
  const safetensors = await loadArrays(goldenPath('mixed.safetensors'));
  expectArray(safetensors.arrays.bf16, expected.safetensors.mixed!.bf16!);
  expect(safetensors.metadata.format).toBe('np');
});
