import { evaluateKkt, regressionAsBinary, suggestedObjective } from '@noprior/kkt-loss';
import { makeNetwork } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';

const network = makeNetwork({ inputSize: 3, hiddenSizes: [5, 4], seed: 2 });

test('a regression as binary leaves the same behind', async () => {
  const candidates = {
    x: makeHostTensor([1, -2, 0.5, 0.3, 1, -1, 2, 0.1, 1], [3, 3]),
    lambda: makeHostTensor([0.5, -2, 0], [3]),
    y: makeHostTensor([1, 1, 1], [3]),
  };
  const binary = regressionAsBinary(candidates);
  expect([...binary.lambda.data]).toEqual([0.5, 2, 0]);
  expect([...binary.y.data]).toEqual([1, -1, 1]);
  const left = async (of: typeof candidates, objective: 'regression' | 'binary'): Promise<number> =>
    (await evaluateKkt(openReference(), network, of, { alpha: 50, objective, lambdaMin: 0 })).stationarity;
  expect(await left(binary, 'binary')).toBeCloseTo(await left(candidates, 'regression'), 12);
});

test('what a network suggests', () => {
  const trainedWith = (training: object) => ({ ...network, metadata: { training: JSON.stringify(training) } });
  expect(suggestedObjective(network)).toBe('binary');
  expect(suggestedObjective(trainedWith({ sampleLoss: 'squared' }))).toBe('regression');
  expect(suggestedObjective(trainedWith({ sampleLoss: 'logistic', weightDecay: 1e-3 }))).toBe('binary');
  const classes = makeNetwork({ inputSize: 3, hiddenSizes: [5], outputSize: 4, seed: 2 });
  expect(suggestedObjective(classes)).toBe('per-class');
});
