import { fromNested } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { clearUnusedInputs } from '../../src/theory/clear-unused-inputs.ts';

test('only columns of inputs that are 0 everywhere are set to 0, and the largest weight there is named', () => {
  const bias = fromNested([4, 5]);
  const above = { weight: fromNested([[1, -1]]) };
  const weight = fromNested([
    [1, 2e-17, 3],
    [4, -5e-17, 6],
  ]);
  const x = fromNested([
    [0, 0, 7],
    [8, 0, 0],
  ]);
  const { network, inputs, largest } = clearUnusedInputs({ layers: [{ weight, bias }, above] }, x);
  expect([...network.layers[0]!.weight.data]).toEqual([1, 0, 3, 4, 0, 6]);
  expect(network.layers[0]!.bias).toBe(bias);
  expect(network.layers[1]).toBe(above);
  expect([inputs, largest]).toEqual([1, 5e-17]);
});
