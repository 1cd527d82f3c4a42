import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';
import { add, DomainError, evaluate, fromNested, mul, repeatStep, square, sum, trace } from '../../src/index.ts';

const scalar = { shape: [], dtype: 'float64' } as const;

it('computes what so many steps one after another compute', async () => {
  const pair = { shape: [2], dtype: 'float64' } as const;
  const step = trace({ x: pair, v: pair, force: pair }, ({ x, v, force }) => {
    const next = add(mul(0.5, v), force);
    return { x: add(x, next), v: next, loss: sum(square(x)) };
  });
  const backend = openReference();
  const force = fromNested([0.25, -1]);
  let state = { x: fromNested([1, 2]), v: fromNested([3, -4]) };
  let loss = fromNested(0);
  for (let i = 0; i < 3; i++) {
    const { loss: now, x, v } = await evaluate(backend, step, { ...state, force });
    state = { x: x!, v: v! };
    loss = now!;
  }
  const all = await evaluate(backend, repeatStep(step, 3), { x: fromNested([1, 2]), v: fromNested([3, -4]), force });
  expect(all).toEqual({ ...state, loss });
  await backend.dispose();
});

it('leaves one step as it is, and takes an output that is an input', () => {
  const step = trace({ a: scalar, b: scalar }, ({ a, b }) => ({ a: b, b: a }));
  expect(repeatStep(step, 1).outputs).toEqual(step.outputs);
  const [a, b] = step.inputs;
  expect(repeatStep(step, 2).outputs).toEqual({ a, b });
  expect(repeatStep(step, 3).outputs).toEqual({ a: b, b: a });
});

it.each([0, 1.5, -1])('refuses %d steps', (times) => {
  const step = trace({ a: scalar }, ({ a }) => ({ a: add(a, 1) }));
  expect(() => repeatStep(step, times)).toThrow(DomainError);
});
