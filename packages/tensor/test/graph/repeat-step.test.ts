import { expect, it } from 'vitest';
import { add, DomainError, repeatStep, trace } from '../../src/index.ts';

const scalar = { shape: [], dtype: 'float64' } as const;

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
