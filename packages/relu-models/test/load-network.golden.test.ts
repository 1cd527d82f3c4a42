import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';
import { loadNetwork, logits, toNetworkDtype } from '../src/index.ts';

const golden = (name: string): string => fileURLToPath(new URL(`golden/${name}`, import.meta.url));

/** Files and outputs that numpy made; `source` in the file tells the version. */
const expected: Readonly<Record<string, number[]>> & { readonly x: number[][] } = JSON.parse(
  readFileSync(golden('numpy-outputs.json'), 'utf8'),
);

it.each([
  ['numpy-weights.npz', 'float32'],
  ['numpy-mixed.npz', 'float64'],
])('%s computes what numpy computes', async (name, dtype) => {
  const network = await loadNetwork(golden(name));
  expect(network.layers[0]!.weight.dtype).toBe(dtype);
  expect(network.preprocessing).toBeUndefined();
  const phi = await logits(openReference(), toNetworkDtype(network, 'float64'), fromNested(expected.x));
  const outputs = expected[name]!;
  expect(phi.shape).toEqual([outputs.length]);
  outputs.forEach((value, index) => {
    expect(Math.abs(phi.data[index]! - value)).toBeLessThan(1e-13 * Math.max(1, Math.abs(value)));
  });
});
