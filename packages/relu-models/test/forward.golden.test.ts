import { readFileSync } from 'node:fs';
import { type Backend, fromNested, toHostDtype } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { type Layer, logits, type ReluNetwork, toNetworkDtype } from '../src/index.ts';

/** Outputs of the reference attack code's own network, see `source` in each file. */
interface GoldenFile {
  readonly layers: readonly { readonly weight: number[][]; readonly bias: number[] | null }[];
  readonly x: number[][];
  readonly outputs: number[];
}

const names = ['two-layer-d5-m7-n4', 'three-layer-d8-m6-5-n6', 'four-layer-d6-m5-4-3-n4'];
const backends: [string, () => Promise<Backend>][] = [
  ['reference', async () => openReference()],
  ['onnx:cpu', openOnnxCpu],
];

describe.each(backends)('%s', (_, open) => {
  it.each(names)('computes the outputs of %s', async (name) => {
    const text = readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8');
    const golden: GoldenFile = JSON.parse(text);
    const layers = golden.layers.map(
      ({ weight, bias }): Layer =>
        bias === null ? { weight: fromNested(weight) } : { weight: fromNested(weight), bias: fromNested(bias) },
    );
    const network: ReluNetwork = { layers };
    const x = fromNested(golden.x);
    const backend = await open();
    try {
      const exact = await logits(backend, network, x);
      const single = await logits(backend, toNetworkDtype(network, 'float32'), toHostDtype(x, 'float32'));
      expect(exact.data.length).toBe(golden.outputs.length);
      const largest = Math.max(...golden.outputs.map(Math.abs));
      golden.outputs.forEach((expected, index) => {
        expect(Math.abs(exact.data[index]! - expected)).toBeLessThan(1e-14 * largest);
        expect(Math.abs(single.data[index]! - expected)).toBeLessThan(1e-6 * largest);
      });
    } finally {
      await backend.dispose();
    }
  });
});
