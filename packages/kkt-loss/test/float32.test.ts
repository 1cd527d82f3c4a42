import { evaluateKkt } from '@noprior/kkt-loss';
import { makeNetwork } from '@noprior/relu-models';
import { fromNested, makeHostTensor } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { planted, plantedSet, randomCandidates } from '@noprior/test-cases';
import { describe, expect, it } from 'vitest';
import { relativeError } from './golden-case.ts';

const backends = { reference: async () => openReference(), 'onnx:cpu': () => openOnnxCpu() };
const network = makeNetwork({ inputSize: 784, hiddenSizes: [200], seed: 4 });
const drawn = randomCandidates(4, 50, 784);
// Inputs that float32 holds exactly: what is left is the arithmetic.
const candidates = {
  x: makeHostTensor(
    Float32Array.from(drawn.x.data, (value) => 0.3 * value),
    [50, 784],
  ),
  lambda: makeHostTensor(Float32Array.from(drawn.lambda.data), [50]),
  y: drawn.y,
};
const options = { alpha: 100, scale: 'mean', gradients: true } as const;

describe.each(Object.entries(backends))('float32 against float64 on %s, 784-200-1, n = 50', (_, open) => {
  it.each(['direct', 'gram'] as const)('%s', async (form) => {
    const backend = await open();
    const exact = await evaluateKkt(backend, network, candidates, { ...options, form: 'direct', dtype: 'float64' });
    const rounded = await evaluateKkt(backend, network, candidates, { ...options, form, dtype: 'float32' });
    await backend.dispose();
    const errors = {
      stationarity: Math.abs(rounded.stationarity - exact.stationarity) / exact.parameterNormSquared,
      gradX: relativeError(rounded.gradX!.data, exact.gradX!.data),
      gradLambda: relativeError(rounded.gradLambda!.data, exact.gradLambda!.data),
    };
    expect(errors.stationarity).toBeLessThan(5e-7);
    expect(errors.gradX).toBeLessThan(5e-6);
    expect(errors.gradLambda).toBeLessThan(5e-6);
    expect(errors.gradX).toBeGreaterThan(0);
  });
});

it('near a KKT point only the direct form keeps its digits', async () => {
  const near = { ...plantedSet, lambda: fromNested([0.2 * 1.0003, 0.1 * 0.9998]) };
  const evaluateIn = (form: 'direct' | 'gram', dtype: 'float32' | 'float64') =>
    evaluateKkt(openReference(), planted, near, { scale: 'sum', form, dtype });
  const { stationarity: exact, parameterNormSquared } = await evaluateIn('direct', 'float64');
  expect(exact / parameterNormSquared).toBeLessThan(1e-7);
  const error = async (form: 'direct' | 'gram') =>
    Math.abs((await evaluateIn(form, 'float32')).stationarity - exact) / exact;
  expect(await error('direct')).toBeLessThan(0.01);
  expect(await error('gram')).toBeGreaterThan(0.02);
  expect((await evaluateIn('gram', 'float64')).stationarity / exact).toBeCloseTo(1, 6);
});
