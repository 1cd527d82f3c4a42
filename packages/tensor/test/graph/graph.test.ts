import { add, makeGraph, mapRecord, neg, ShapeError, sum, type Tensor, trace } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const vector = { shape: [3], dtype: 'float64' } as const;

describe('trace', () => {
  test('keeps inputs in order, even unused ones, and lists inputs of a node ahead of it', () => {
    const graph = trace({ a: vector, b: vector, unused: vector }, ({ a, b }) => ({ total: sum(add(b, a)), b }));
    expect(graph.inputs.map((node) => node.attributes.name)).toEqual(['a', 'b', 'unused']);
    expect(graph.nodes.map((node) => node.op)).toEqual(['input', 'input', 'input', 'add', 'sum']);
    expect(Object.keys(graph.outputs)).toEqual(['total', 'b']);
    expect(graph.outputs.b).toBe(graph.inputs[1]);
  });

  test('drops what no output needs', () => {
    const graph = trace({ a: vector }, ({ a }) => {
      neg(a);
      return { a };
    });
    expect(graph.nodes).toHaveLength(1);
  });

  test('refuses inputs of another trace', () => {
    let leaked: Tensor | undefined;
    trace({ a: vector }, ({ a }) => {
      leaked = a;
      return {};
    });
    expect(() => trace({ b: vector }, ({ b }) => ({ y: add(b, leaked!) }))).toThrow(ShapeError);
    expect(() => trace({ b: vector }, ({ b }) => ({ y: add(b, leaked!) }))).toThrow('input a, which is not listed');
  });

  test('refuses impossible shapes', () => {
    expect(() => trace({ a: { shape: [-1], dtype: 'float64' } }, ({ a }) => ({ a }))).toThrow(ShapeError);
    expect(() => trace({ a: { shape: [1.5], dtype: 'float64' } }, ({ a }) => ({ a }))).toThrow('input a');
  });

  test('freezes nodes', () => {
    const { outputs } = trace({ a: vector }, ({ a }) => ({ y: neg(a) }));
    expect(Object.isFrozen(outputs.y)).toBe(true);
  });
});

test('makeGraph refuses two inputs of one name', () => {
  const first = trace({ a: vector }, ({ a }) => ({ a })).inputs;
  const second = trace({ a: vector }, ({ a }) => ({ a })).inputs;
  expect(() => makeGraph([...first, ...second], {})).toThrow('two inputs share a name');
});

test('mapRecord keeps keys and passes them on', () => {
  expect(mapRecord({ a: 1, b: 2 }, (value, key) => `${key}${value}`)).toEqual({ a: 'a1', b: 'b2' });
});
