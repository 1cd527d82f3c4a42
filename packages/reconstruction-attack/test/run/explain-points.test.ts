import { oracleLoss } from '@noprior/kkt-loss';
import { explainPoints } from '@noprior/reconstruction-attack';
import { makeNetwork, outputs } from '@noprior/relu-models';
import { makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';

const backend = openReference();
const x = makeRandom(4).normalTensor([7, 5], 1, 'float64');

it('gives points the signs of the output as labels, and the multipliers of the oracle loss', async () => {
  const network = makeNetwork({ inputSize: 5, hiddenSizes: [9], seed: 3 });
  const candidates = await explainPoints(backend, network, x, { alpha: 20 });
  const { data } = await outputs(backend, network, x);
  expect([...candidates.y.data]).toEqual(Array.from(data, Math.sign));
  expect(new Set(candidates.y.data).size).toBe(2);
  const { y } = candidates;
  const { lambda } = await oracleLoss(backend, network, { x, y }, { scale: 'sum', alpha: 20 });
  expect([...candidates.lambda.data]).toEqual([...lambda.data]);
  const hard = await oracleLoss(backend, network, { x, y }, { scale: 'sum' });
  expect([...(await explainPoints(backend, network, x)).lambda.data]).toEqual([...hard.lambda.data]);
});

it('gives the class of the largest output, and a multiplier for each competing one', async () => {
  const network = makeNetwork({ inputSize: 5, hiddenSizes: [9], outputSize: 3, seed: 3 });
  const { y, lambda } = await explainPoints(backend, network, x);
  const { data } = await outputs(backend, network, x);
  const largest = Array.from({ length: 7 }, (_, i) => {
    const own = [...data.subarray(3 * i, 3 * i + 3)];
    return own.indexOf(Math.max(...own));
  });
  expect([...y.data]).toEqual(largest);
  expect(lambda.shape).toEqual([7, 3]);
  expect(Math.max(...lambda.data)).toBeGreaterThan(0);
  for (const [i, label] of largest.entries()) expect(lambda.data[3 * i + label]).toBe(0);
});

it('refuses points of another size', async () => {
  const network = makeNetwork({ inputSize: 5, hiddenSizes: [9], seed: 3 });
  await expect(explainPoints(backend, network, makeHostTensor([1, 2], [1, 2]))).rejects.toThrow(ShapeError);
});
