import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromScaleSum, toScaleSum } from '@noprior/kkt-loss';
import { type AttackResult, type KktAttackConfig, kktPresets } from '@noprior/reconstruction-attack';
import { fromNested } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { runKkt } from '../run-with.ts';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const goldens = readdirSync(folder).map((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
const backends = { reference: async () => openReference(), 'onnx:cpu': () => openOnnxCpu() };
const tolerances = { float64: 1e-10, float32: 1e-4 } as const;

function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  let difference = 0;
  let size = 0;
  expected.forEach((value, index) => {
    difference = Math.max(difference, Math.abs(actual[index]! - value));
    size = Math.max(size, Math.abs(value));
  });
  return difference / size;
}

describe.each(Object.entries(backends))('%s takes the optimizer steps of the reference code', (_, open) => {
  for (const golden of goldens) {
    for (const dtype of ['float64', 'float32'] as const) {
      for (const form of ['direct', 'gram'] as const) {
        it(`${golden.name}, ${dtype}, ${form}`, async () => {
          const network = {
            layers: golden.layers.map(({ weight, bias }: { weight: number[][]; bias: number[] | null }) =>
              bias === null ? { weight: fromNested(weight) } : { weight: fromNested(weight), bias: fromNested(bias) },
            ),
          };
          // The reference code's multipliers are n times those of the KKT conditions, which candidates hold.
          const given = { x: fromNested(golden.x), lambda: fromNested(golden.lambda), y: fromNested(golden.y) };
          const start = toScaleSum(given, 'mean');
          const lambdaOf = ({ candidates }: AttackResult) => fromScaleSum(candidates, 'mean').lambda.data;
          const config: KktAttackConfig = {
            ...kktPresets['haim2022-mnist'],
            prior: { ...kktPresets['haim2022-mnist'].prior, lambdaMin: golden.minLambda, box: { low: -1, high: 1 } },
            optimizer: { kind: 'sgd', momentum: golden.momentum },
            stepSize: golden.lr,
            lambdaStepSize: golden.lambdaLr,
            alpha: golden.alpha,
            form,
            dtype,
          };
          const backend = await open();
          const tolerance = tolerances[dtype];
          const one = await runKkt(network, { ...config, maxIterations: 1 }, { backend, start });
          expect(relativeError(one.candidates.x.data, golden.xAfter1.flat())).toBeLessThan(tolerance);
          expect(relativeError(lambdaOf(one), golden.lambdaAfter1)).toBeLessThan(tolerance);
          expect(relativeError([one.records[0]!.values.stationarity!], [golden.kktLoss])).toBeLessThan(tolerance);
          expect(relativeError([one.evaluation!.stationarity], [golden.kktLossAfter1])).toBeLessThan(tolerance);
          const two = await runKkt(network, { ...config, maxIterations: 2 }, { backend, start });
          expect(relativeError(two.candidates.x.data, golden.xAfter2.flat())).toBeLessThan(tolerance);
          expect(relativeError(lambdaOf(two), golden.lambdaAfter2)).toBeLessThan(tolerance);
        });
      }
    }
  }
});
