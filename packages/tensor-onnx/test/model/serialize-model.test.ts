import { DomainError } from '@noprior/tensor';
import { PbfReader } from 'pbf';
import { expect, test } from 'vitest';
import { type OnnxModel, onnxElementType } from '../../src/model/onnx-model.ts';
import { serializeModel } from '../../src/model/serialize-model.ts';

const empty: OnnxModel = { nodes: [], initializers: [], inputs: [], outputs: [] };

/** Fields of a message in order: [number, value], messages and strings as bytes. */
function fieldsOf(bytes: Uint8Array): [number, number | Uint8Array][] {
  const fields: [number, number | Uint8Array][] = [];
  new PbfReader(bytes).readFields((tag, into, reader) => {
    into.push([
      tag,
      reader.type === 0 ? reader.readVarint(true) : reader.type === 5 ? reader.readFloat() : reader.readBytes(),
    ]);
  }, fields);
  return fields;
}

const bytesOf = (bytes: Uint8Array, ...path: number[]): Uint8Array =>
  path.reduce((within, tag) => fieldsOf(within).find(([field]) => field === tag)![1] as Uint8Array, bytes);
const textOf = (bytes: Uint8Array, ...path: number[]): string => new TextDecoder().decode(bytesOf(bytes, ...path));

test('versions stand in the model', () => {
  const model = serializeModel(empty);
  expect(fieldsOf(model)[0]).toEqual([1, 8]);
  expect(fieldsOf(bytesOf(model, 8)).at(-1)).toEqual([2, 17]);
});

test('a node has inputs, outputs, type and attributes with their types', () => {
  const attributes = { alpha: { float: 0.5 }, transA: { integer: 1 }, axes: { integers: [0, 2] } };
  const model = serializeModel({
    ...empty,
    nodes: [{ opType: 'Gemm', inputs: ['a', 'b'], outputs: ['c'], attributes }],
  });
  const node = bytesOf(model, 7, 1);
  expect(textOf(node, 4)).toBe('Gemm');
  expect(fieldsOf(node).map(([tag]) => tag)).toEqual([1, 1, 2, 4, 5, 5, 5]);
  const [alpha, transA, axes] = fieldsOf(node)
    .slice(4)
    .map(([, bytes]) => fieldsOf(bytes as Uint8Array).slice(1));
  expect(alpha).toEqual([
    [2, 0.5],
    [20, 1],
  ]);
  expect(transA).toEqual([
    [3, 1],
    [20, 2],
  ]);
  expect(axes).toEqual([
    [8, 0],
    [8, 2],
    [20, 7],
  ]);
});

test.each([
  [new Float32Array([1.5, -2]), onnxElementType.float32],
  [new Float64Array([1.5, -2]), onnxElementType.float64],
  [new BigInt64Array([1n, -2n]), onnxElementType.int64],
])('an initializer keeps its bytes, also from the middle of a buffer', (data, elementType) => {
  const shifted = data.subarray(1);
  const model = serializeModel({ ...empty, initializers: [{ name: 'c', shape: [1], data: shifted }] });
  const tensor = bytesOf(model, 7, 5);
  expect(fieldsOf(tensor).slice(0, 2)).toEqual([
    [1, 1],
    [2, elementType],
  ]);
  expect([...bytesOf(tensor, 9)]).toEqual([...new Uint8Array(shifted.slice().buffer)]);
});

test('an input has its name, type, shape and documentation; a scalar has a shape without extents', () => {
  const info = { name: 'x0', elementType: onnxElementType.float64, doc: 'λ' };
  const model = serializeModel({ ...empty, inputs: [{ ...info, shape: [3, 784] }], outputs: [{ ...info, shape: [] }] });
  const input = bytesOf(model, 7, 11);
  expect([textOf(input, 1), textOf(input, 3)]).toEqual(['x0', 'λ']);
  expect(fieldsOf(bytesOf(input, 2, 1))[0]).toEqual([1, 11]);
  expect(fieldsOf(bytesOf(input, 2, 1, 2)).map(([, extent]) => fieldsOf(extent as Uint8Array))).toEqual([
    [[1, 3]],
    [[1, 784]],
  ]);
  expect(bytesOf(model, 7, 12, 2, 1, 2).length).toBe(0);
});

test('constants beyond the 2 GiB of protobuf are refused before anything is written', () => {
  const data = new Float64Array(2 ** 23);
  const initializers = Array.from({ length: 33 }, (_, index) => ({ name: `c${index}`, shape: [2 ** 23], data }));
  expect(() => serializeModel({ ...empty, initializers })).toThrow(DomainError);
  expect(() => serializeModel({ ...empty, initializers })).toThrow(
    /constants need \d+ bytes.*make the largest of them inputs/,
  );
});
