import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { makeNetwork, trainedLoss, trainNetwork } from '../src/index.ts';
import { sphereData } from './sphere-data.ts';

test.each(['logistic', 'squared'] as const)('a network says that it was trained with the loss %s', async (loss) => {
  const backend = await openReference();
  const start = makeNetwork({ inputSize: 4, hiddenSizes: [5], seed: 1 });
  const { network } = await trainNetwork(backend, start, sphereData(6, 4, 1), { loss, maxIterations: 2 });
  expect(trainedLoss(start)).toBeUndefined();
  expect(trainedLoss(network)).toBe(loss);
});

test.each(['{', 'null', '{"sampleLoss": "hinge"}', '{"sampleLoss": 3}'])('%s says nothing', (training) => {
  expect(trainedLoss({ metadata: { training } })).toBeUndefined();
});
