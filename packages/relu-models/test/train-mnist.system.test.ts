import { loadDataset } from '@noprior/datasets';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { findRealData } from '@noprior/test-resources';
import { expect, it } from 'vitest';
import { makeNetwork, margins, trainNetwork } from '../src/index.ts';

const { folder: dataDir, isAbsent } = findRealData('mnist');

it.skipIf(isAbsent)('trains 784-200-200-1 on MNIST, 10 per class, to 1e-6', async () => {
  const { training, preprocessing } = await loadDataset({ dataset: 'mnist', perClass: 10, seed: 0, dataDir });
  const backend = await openOnnxCpu();
  const start = makeNetwork({ inputSize: 784, hiddenSizes: [200, 200], initialisation: 'scaled-first', seed: 0 });
  const result = await trainNetwork(backend, { ...start, preprocessing }, training, { maxIterations: 3000 });
  expect(result.ended).toBe('targetLoss');
  expect(result.network.preprocessing?.imageShape).toEqual([1, 28, 28]);
  const q = [...(await margins(backend, result.network, training)).data];
  // Near the largest margin all samples have about the same: it was 12.9 to 16.0 when this was written.
  expect(Math.min(...q)).toBeGreaterThan(10);
  expect(Math.max(...q) / Math.min(...q)).toBeLessThan(1.5);
  await backend.dispose();
});
