import { evaluateKkt } from '@noprior/kkt-loss';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { goldenCandidates, goldenCases, goldenNetwork, relativeError } from './golden-case.ts';

const backends = { reference: async () => openReference(), 'onnx:cpu': () => openOnnxCpu() };
const tolerances = { float64: 1e-10, float32: 1e-4 } as const;

it('finds the golden files', () => {
  expect(goldenCases.length).toBeGreaterThanOrEqual(4);
});

describe.each(Object.entries(backends))('%s agrees with the reference code of Haim et al. 2022', (_, open) => {
  for (const golden of goldenCases) {
    for (const dtype of ['float64', 'float32'] as const) {
      for (const form of ['direct', 'gram'] as const) {
        it(`${golden.name}, ${dtype}, ${form}`, async () => {
          const result = await evaluateKkt(await open(), goldenNetwork(golden), goldenCandidates(golden), {
            alpha: golden.alpha,
            lambdaMin: golden.minLambda,
            box: { low: -1, high: 1 },
            scale: 'mean',
            form,
            dtype,
            gradients: true,
          });
          const tolerance = tolerances[dtype];
          const total = golden.kktLoss + golden.verifyLoss;
          expect(relativeError([result.stationarity], [golden.kktLoss])).toBeLessThan(tolerance);
          expect(relativeError([result.prior + result.dualFeasibility], [golden.verifyLoss])).toBeLessThan(tolerance);
          expect(relativeError([result.total], [total])).toBeLessThan(tolerance);
          expect(relativeError(result.gradX!.data, golden.gradX.flat())).toBeLessThan(tolerance);
          expect(relativeError(result.gradLambda!.data, golden.gradLambda)).toBeLessThan(tolerance);
          const margins = golden.outputs.map((output, i) => output * golden.y[i]!);
          expect(relativeError([result.margins.min], [Math.min(...margins)])).toBeLessThan(tolerance);
          const parts = Object.values(result.byTensor).reduce((sum, part) => sum + part, 0);
          expect(relativeError([parts], [golden.kktLoss])).toBeLessThan(tolerance);
        });
      }
    }
  }
});
