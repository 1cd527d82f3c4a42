import { readFileSync } from 'node:fs';
import { type Dtype, evaluate, makeHostTensor, mapRecord, simplify, toHostDtype } from '@noprior/tensor';
import { close } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { expect, test } from 'vitest';
import { goldenGraph, goldenInputs } from './golden-graph.ts';

interface Golden {
  readonly outputs: Readonly<Record<string, { readonly shape: number[]; readonly data: number[] }>>;
}

const golden: Golden = JSON.parse(readFileSync(new URL('./golden/onnx-reference.json', import.meta.url), 'utf8'));

const tolerance = { float64: { rtol: 1e-13, atol: 1e-13 }, float32: { rtol: 5e-6, atol: 2e-6 } } as const;

test.each<Dtype>(['float64', 'float32'])(
  'the ONNX reference evaluator computes the same from the model, %s',
  async (dtype) => {
    const backend = await openOnnxCpu();
    const inputs = mapRecord(goldenInputs, (tensor) => toHostDtype(tensor, dtype));
    for (const graph of [goldenGraph(dtype), simplify(goldenGraph(dtype))]) {
      const outputs = await evaluate(backend, graph, inputs);
      expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(golden.outputs).toSorted());
      for (const [name, { shape, data }] of Object.entries(golden.outputs)) {
        const expected = toHostDtype(makeHostTensor(data, shape), dtype);
        expect(close(outputs[name]!, expected, tolerance[dtype]), name).toBeUndefined();
      }
    }
    await backend.dispose();
  },
);
