import {
  add,
  evaluate,
  exp,
  fillHostTensor,
  fromNested,
  mul,
  sigmoid,
  softplus,
  step,
  sub,
  trace,
  where,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, test } from 'vitest';

const backend = openReference();

describe('float32', () => {
  test('every value that is stored is rounded, intermediate ones too', async () => {
    const x = fromNested([0.1, 0.7, -3.3], 'float32');
    const graph = trace({ x }, (inputs) => ({ y: mul(add(exp(inputs.x), 0.3), inputs.x) }));
    const { y } = await evaluate(backend, graph, { x });
    const { fround } = Math;
    expect(y!.dtype).toBe('float32');
    expect([...y!.data]).toEqual(
      [...x.data].map((value) => fround(fround(fround(Math.exp(value)) + fround(0.3)) * value)),
    );
  });

  test('a sum that fits float64 alone is lost', async () => {
    const x = fillHostTensor(2 ** 24, [1], 'float32');
    const graph = trace({ x }, (inputs) => ({ y: sub(add(inputs.x, 1), inputs.x) }));
    expect([...(await evaluate(backend, graph, { x })).y!.data]).toEqual([0]);
    const wide = fillHostTensor(2 ** 24, [1]);
    const wideGraph = trace({ x: wide }, (inputs) => ({ y: sub(add(inputs.x, 1), inputs.x) }));
    expect([...(await evaluate(backend, wideGraph, { x: wide })).y!.data]).toEqual([1]);
  });
});

test('the tails of sigmoid and softplus neither overflow nor vanish too early', async () => {
  const x = fromNested([-745, -40, 0, 40, 1e4]);
  const graph = trace({ x }, (inputs) => ({ s: sigmoid(inputs.x), p: softplus(inputs.x) }));
  const { s, p } = await evaluate(backend, graph, { x });
  expect([...s!.data]).toEqual([Math.exp(-745), Math.exp(-40) / (1 + Math.exp(-40)), 0.5, 1, 1]);
  expect([...p!.data]).toEqual([Math.exp(-745), Math.exp(-40), Math.LN2, 40, 1e4]);
});

test('NaN of the branch that is not taken stays out of where', async () => {
  const x = fromNested([Number.NaN, 2]);
  const graph = trace({ x }, (inputs) => ({ y: where(step(inputs.x), inputs.x, 0) }));
  expect([...(await evaluate(backend, graph, { x })).y!.data]).toEqual([0, 2]);
});
