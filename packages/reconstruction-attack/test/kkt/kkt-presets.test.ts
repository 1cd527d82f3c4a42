import { kktPresets } from '@noprior/reconstruction-attack';
import { expect, it } from 'vitest';

it.each([
  ['haim2022-mnist', 0.03498, 0.03052, 0.4471, 149.9],
  ['haim2022-cifar10', 8.857e-4, 0.5549, 0.4983, 19.14],
] as const)('%s carries the published numbers of run 1', (name, scale, stepSize, lambdaMin, alpha) => {
  expect(kktPresets[name]).toEqual({
    prior: {
      initialisation: { kind: 'gaussian', scale },
      box: { low: -1, high: 1 },
      lambdaMin,
      candidatesPerClass: 500,
    },
    optimizer: { kind: 'sgd', momentum: 0.9 },
    stepSize,
    lambdaStepSize: 1e-4,
    schedule: 'constant',
    alpha,
    scale: 'mean',
    form: 'auto',
    maxIterations: 50_000,
    seed: 0,
    dtype: 'float32',
  });
});

it('adam-box: 80 candidates, 2,500 iterations', () => {
  const { prior, stepSize, lambdaStepSize, maxIterations, schedule, alpha } = kktPresets['adam-box'];
  expect(prior).toEqual({
    initialisation: { kind: 'gaussian', scale: 0.0034 },
    box: 'known',
    lambdaMin: 0.1,
    candidatesPerClass: 40,
  });
  expect([stepSize, lambdaStepSize, maxIterations, schedule, alpha]).toEqual([0.02, 3e-3, 2500, 'cosine-tail', 100]);
});
