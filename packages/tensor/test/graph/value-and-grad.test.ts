import { DomainError, mul, ShapeError, square, sum, trace, valueAndGrad } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const graph = trace({ x: { shape: [2], dtype: 'float64' }, y: { shape: [2], dtype: 'float64' } }, ({ x, y }) => ({
  loss: sum(mul(square(x), y)),
  product: mul(x, y),
}));

describe('valueAndGrad', () => {
  test('adds one output for each input, in its shape, and keeps the others', () => {
    const derived = valueAndGrad(graph, { of: 'loss', wrt: ['y', 'x'] });
    expect(Object.keys(derived.outputs)).toEqual(['loss', 'product', 'loss/y', 'loss/x']);
    expect(derived.outputs['loss/x']!.shape).toEqual([2]);
    expect(derived.inputs).toEqual(graph.inputs);
    expect(derived.outputs.product).toBe(graph.outputs.product);
  });

  test('names what is missing', () => {
    expect(() => valueAndGrad(graph, { of: 'lost', wrt: ['x'] })).toThrow(/no output lost; .*loss, product/);
    expect(() => valueAndGrad(graph, { of: 'lost', wrt: ['x'] })).toThrow(DomainError);
    expect(() => valueAndGrad(graph, { of: 'loss', wrt: ['z'] })).toThrow('no input z; there are x, y');
    expect(() => valueAndGrad(graph, { of: 'loss', wrt: ['z'] })).toThrow(DomainError);
  });

  test('refuses outputs that are no scalars', () => {
    expect(() => valueAndGrad(graph, { of: 'product', wrt: ['x'] })).toThrow(ShapeError);
  });
});
