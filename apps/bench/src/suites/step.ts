import { kktPresets } from '@noprior/reconstruction-attack';
import { peerNames } from '../benchmark/entrants.ts';
import type { StepCase } from '../programs/job.ts';
import { networkName, type Scale, stepSizes } from './sizes.ts';
import type { SuiteCase } from './suite-case.ts';

/** One iteration with the published hyper-parameters of the first MNIST run. */
export function stepCaseOf(widths: readonly number[], count: number): StepCase {
  const { stepSize, lambdaStepSize, prior, alpha, optimizer } = kktPresets['haim2022-mnist'];
  return {
    count,
    widths,
    alpha: typeof alpha === 'number' ? alpha : alpha.to,
    lambdaMin: prior.lambdaMin,
    stepSize,
    lambdaStepSize,
    momentum: optimizer.kind === 'sgd' ? optimizer.momentum : 0.9,
    low: -1,
    high: 1,
  };
}

/** One attack iteration: loss, gradients, update. */
export function stepCases(scale: Scale, threads: number): SuiteCase[] {
  return stepSizes[scale].flatMap(({ widths, counts }) =>
    counts.map((count) => ({
      name: `n=${count} ${networkName(widths)}`,
      // Between the ends only those that may be chosen for it.
      ...(count === 200
        ? {
            only: [
              'onnx:cpu',
              'onnx:wasm',
              'openvino:cpu',
              'openvino:cpu-bfloat16',
              'tfjs:node',
              'tfjs:wasm',
              ...peerNames,
            ],
          }
        : {}),
      job: {
        suite: 'step' as const,
        dtype: 'float32' as const,
        threads,
        form: 'auto' as const,
        case: stepCaseOf(widths, count),
      },
    })),
  );
}
