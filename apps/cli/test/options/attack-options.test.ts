import { kktPresets, meanBox } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { type AttackCliOptions, toAttackConfig } from '../../src/options/attack-options.ts';
import { UsageError } from '../../src/usage-error.ts';

const bare: ReluNetwork = {
  layers: [{ weight: fromNested([[1, 0, 0, 0]]) }, { weight: fromNested([[1]]) }],
};
const withMean: ReluNetwork = {
  ...bare,
  preprocessing: { mean: fromNested([0, 0.25, 0.5, 1]), imageShape: [1, 2, 2], pixelRange: [0, 2] },
};
const options = (given: Partial<AttackCliOptions>): AttackCliOptions => ({
  preset: 'adam-box',
  form: 'auto',
  seed: 0,
  dtype: 'float32',
  ...given,
});

test('without options it is the preset', () => {
  for (const preset of ['haim2022-mnist', 'haim2022-cifar10', 'adam-box'] as const) {
    expect(toAttackConfig(options({ preset }), bare)).toEqual(kktPresets[preset]);
  }
});

describe('the box', () => {
  test('of a stored mean is the pixel range less the mean', () => {
    const box = meanBox(withMean);
    expect(box).toMatchObject({ low: { shape: [4] }, high: { shape: [4] } });
    if (typeof box?.low !== 'object' || typeof box.high !== 'object') throw new Error('expected bounds by coordinate');
    expect([...box.low.data]).toEqual([0, -0.25, -0.5, -1]);
    expect([...box.high.data]).toEqual([2, 1.75, 1.5, 1]);
    expect(meanBox(bare)).toBeUndefined();
  });

  test('is that of the mean for adam-box only, unless it is asked for', () => {
    expect(toAttackConfig(options({}), withMean).prior.box).toEqual(meanBox(withMean));
    expect(toAttackConfig(options({ preset: 'haim2022-mnist' }), withMean).prior.box).toEqual({ low: -1, high: 1 });
    const asked = toAttackConfig(options({ preset: 'haim2022-mnist', box: 'mean' }), withMean);
    expect(asked.prior.box).toEqual(meanBox(withMean));
    expect(toAttackConfig(options({ box: { low: 0, high: 3 } }), withMean).prior.box).toEqual({ low: 0, high: 3 });
    expect(toAttackConfig(options({ box: 'none' }), withMean).prior).not.toHaveProperty('box');
  });

  test('cannot be that of a mean which the model does not store', () => {
    expect(() => toAttackConfig(options({ box: 'mean' }), bare)).toThrow(UsageError);
  });
});

test('every option replaces its part of the preset and nothing else', () => {
  const config = toAttackConfig(
    options({
      radius: 2,
      candidatesPerClass: 3,
      lambdaMin: -1,
      optimizer: 'sgd',
      stepSize: 5,
      lambdaStepSize: 6,
      schedule: 'constant',
      alpha: { from: 1, to: 2 },
      scale: 'sum',
      form: 'gram',
      maxIterations: 7,
      targetLoss: 8,
      seed: 9,
      dtype: 'float64',
    }),
    bare,
  );
  expect(config).toEqual({
    prior: {
      initialisation: { kind: 'sphere', radius: 2 },
      box: { low: -1, high: 1 },
      lambdaMin: -1,
      candidatesPerClass: 3,
    },
    optimizer: { kind: 'sgd', momentum: 0.9 },
    stepSize: 5,
    lambdaStepSize: 6,
    schedule: 'constant',
    alpha: { from: 1, to: 2 },
    scale: 'sum',
    form: 'gram',
    maxIterations: 7,
    targetLoss: 8,
    seed: 9,
    dtype: 'float64',
  });
  const gaussian = toAttackConfig(options({ initScale: 0.5 }), bare);
  expect(gaussian.prior.initialisation).toEqual({ kind: 'gaussian', scale: 0.5 });
});
