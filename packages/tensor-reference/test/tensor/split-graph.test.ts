import { DomainError, evaluate, fromNested, matmul, mul, splitGraph, square, sum, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';

const backend = openReference();
const dtype = 'float64';
const specs = { x: { shape: [2, 2], dtype }, factor: { shape: [], dtype } } as const;

const whole = trace(specs, ({ x, factor }) => {
  const product = matmul(x, x);
  return { size: sum(square(product)), next: mul(factor, mul(product, 2)) };
});
const x = fromNested([
  [1, 2],
  [3, 4],
]);

it('computes in two parts what the whole computes, the product once', async () => {
  const { first, second, shared } = splitGraph(whole, ['size']);
  expect(shared).toEqual(['shared0']);
  expect(first.inputs.map(({ attributes }) => attributes.name)).toEqual(['x']);
  expect(second.nodes.some(({ op }) => op === 'matmul')).toBe(false);
  const factor = fromNested(3);
  const { size, shared0 } = await evaluate(backend, first, { x });
  const { next } = await evaluate(backend, second, { x, factor, shared0: shared0! });
  const expected = await evaluate(backend, whole, { x, factor });
  expect({ size, next }).toEqual(expected);
});

it('leaves in the second part what the first does not need', () => {
  const graph = trace(specs, (inputs) => ({ size: sum(inputs.x), next: matmul(inputs.x, inputs.x) }));
  const { second, shared } = splitGraph(graph, ['size']);
  expect(shared).toEqual([]);
  expect(second.nodes.some(({ op }) => op === 'matmul')).toBe(true);
});

it('refuses an output that is not there, and an empty second part', () => {
  expect(() => splitGraph(whole, ['loss'])).toThrow(DomainError);
  expect(() => splitGraph(whole, ['size', 'next'])).toThrow('leave some for the second');
});
