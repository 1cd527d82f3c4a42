import { openBackend } from '@noprior/backends';
import type { Backend } from '@noprior/tensor';
import { afterAll, expect, test } from 'vitest';
import { relativeError } from '../../src/benchmark/relative-error.ts';
import { jobInputs, prepare } from '../../src/programs/prepare.ts';
import { opsCases } from '../../src/suites/ops.ts';

const threads = 1;
const reference = await openBackend('reference', { dtype: 'float64', threads });
const onnx = await openBackend('onnx:cpu', { dtype: 'float64', threads });
afterAll(() => Promise.all([reference.dispose(), onnx.dispose()]));

test.each(opsCases('smoke', threads).map((one) => [one.name, one] as const))(
  '%s is close to float64',
  async (_, one) => {
    const inputs = jobInputs(one.job);
    const outputs = async (backend: Backend, dtype: 'float32' | 'float64') =>
      (await prepare(backend, { ...one.job, dtype, form: 'direct' }, inputs)).outputs;
    const expected = await outputs(reference, 'float64');
    expect(Object.keys(expected).length).toBeGreaterThan(0);
    expect(relativeError(await outputs(onnx, 'float64'), expected)).toBeLessThan(1e-12);
    for (const backend of [reference, onnx])
      expect(relativeError(await outputs(backend, 'float32'), expected)).toBeLessThan(1e-4);
  },
);
