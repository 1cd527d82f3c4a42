import { expect, test } from 'vitest';
import type { OnnxModel, OnnxNode } from '../../src/model/onnx-model.ts';
import { separateFactors } from '../../src/openvino/separate-factors.ts';

const gemm = (factors: readonly string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
  opType: 'Gemm',
  inputs: factors,
  outputs: [output],
  attributes,
});
const transB = { transB: { integer: 1 } };
const transpose = (input: string, output: string): OnnxNode => ({
  opType: 'Transpose',
  inputs: [input],
  outputs: [output],
  attributes: { perm: { integers: [1, 0] } },
});
const modelOf = (shape: readonly number[], nodes: OnnxModel['nodes']): OnnxModel => ({
  nodes,
  initializers: [{ name: 'c0', shape, data: new Float32Array(shape.reduce((a, b) => a * b)) }],
  inputs: [],
  outputs: [],
});

/** Constant behind the second factor of the product that computes an output. */
function constantOf({ nodes }: OnnxModel, output: string): string {
  const rootOf = (name: string): string => {
    const node = nodes.find(({ outputs }) => outputs.includes(name));
    return node === undefined ? name : rootOf(node.inputs[0]!);
  };
  return rootOf(nodes.find(({ outputs }) => outputs.includes(output))!.inputs[1]!);
}

test.each([
  ['as it is and transposed', [gemm(['x0', 'c0'], 'y0'), gemm(['x0', 'c0'], 'y1', transB)]],
  [
    'as it is and by a node that transposes it',
    [gemm(['x0', 'c0'], 'y0'), transpose('c0', 'v0'), gemm(['x0', 'v0'], 'y1')],
  ],
  [
    'by a node, as it is and transposed',
    [transpose('c0', 'v0'), gemm(['x0', 'v0'], 'y0'), gemm(['x0', 'v0'], 'y1', transB)],
  ],
])('a square constant that is read %s is there twice', (_, nodes) => {
  const model = separateFactors(modelOf([2, 2], nodes));
  const names = [constantOf(model, 'y0'), constantOf(model, 'y1')];
  expect(names[0]).not.toBe(names[1]);
  expect(model.initializers.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  expect(model.initializers[1]).toEqual({ ...model.initializers[0], name: model.initializers[1]?.name });
});

test.each([
  [
    'that only transposed products read',
    modelOf([2, 2], [gemm(['x0', 'c0'], 'y0', transB), gemm(['x1', 'c0'], 'y1', transB)]),
  ],
  ['that is not square', modelOf([2, 3], [gemm(['x0', 'c0'], 'y0'), gemm(['x0', 'c0'], 'y1', transB)])],
])('a constant %s stays one', (_, model) => {
  expect(separateFactors(model)).toEqual(model);
});

test('values that inputs go into are not copied', () => {
  const add: OnnxNode = { opType: 'Add', inputs: ['x1', 'c0'], outputs: ['v0'], attributes: {} };
  const model = modelOf([2, 2], [add, gemm(['x0', 'v0'], 'y0'), gemm(['x0', 'v0'], 'y1', transB)]);
  expect(separateFactors(model)).toEqual(model);
});
