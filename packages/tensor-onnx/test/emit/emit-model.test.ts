import { add, constant, fill, fromNested, makeHostTensor, mul, stopGradient, sum, trace } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { emitModel } from '../../src/emit/emit-model.ts';

const spec = { shape: [2], dtype: 'float64' } as const;

test('no name of the user gets into the model, except as documentation', () => {
  const graph = trace({ 'loss/x': spec, y0: spec }, (inputs) => ({ x0: add(inputs['loss/x'], inputs.y0) }));
  const { model, inputs, outputs } = emitModel(graph);
  expect(model.inputs.map(({ name, doc }) => [name, doc])).toEqual([
    ['x0', 'loss/x'],
    ['x1', 'y0'],
  ]);
  expect(model.outputs.map(({ name, doc }) => [name, doc])).toEqual([['y0', 'x0']]);
  expect(inputs.get('loss/x')).toBe('x0');
  expect(outputs.get('x0')).toBe('y0');
  expect(model.nodes).toEqual([{ opType: 'Add', inputs: ['x0', 'x1'], outputs: ['y0'], attributes: {} }]);
});

test('only inputs, constants and second names are copied to become outputs', () => {
  const graph = trace({ x: spec }, ({ x }) => {
    const y = mul(x, x);
    return { x: stopGradient(x), c: constant(fromNested([1, 2])), y, again: y, total: sum(y) };
  });
  const { nodes } = emitModel(graph).model;
  expect(
    nodes.filter(({ opType }) => opType === 'Identity').map(({ inputs, outputs }) => [inputs[0], outputs[0]]),
  ).toEqual([
    ['x0', 'y0'],
    ['c0', 'y1'],
    ['y2', 'y3'],
  ]);
  expect(new Set(nodes.flatMap(({ outputs }) => outputs)).size).toBe(nodes.length);
});

test('tensors without elements stay outside the model', () => {
  const graph = trace({ none: { shape: [0, 2], dtype: 'float64' }, x: spec }, ({ none, x }) => ({
    none: add(none, x),
    total: add(sum(none), sum(x)),
  }));
  const { model, inputs, outputs } = emitModel(graph);
  expect([...inputs.keys()]).toEqual(['x']);
  expect([...outputs.keys()]).toEqual(['total']);
  expect(model.nodes.map(({ opType }) => opType)).toEqual(['ReduceSum', 'Reshape', 'Add']);
});

test('scalars and shapes are written once', () => {
  const graph = trace({ x: spec }, ({ x }) => ({ a: mul(x, fill(2, [], 'float64')), b: sum(x), c: sum(mul(x, x)) }));
  const { initializers } = emitModel(graph).model;
  expect(initializers.filter(({ data }) => data instanceof BigInt64Array && data.join() === '0').length).toBe(1);
  expect(makeHostTensor([2], []).data).toEqual(initializers[0]!.data);
});
