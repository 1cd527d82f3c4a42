import { type KktAttackConfig, kktPresets } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { expect, it } from 'vitest';
import { bestCosines } from '../best-cosines.ts';
import { runKkt } from '../run-with.ts';

const dimension = 20;

/** Four points near the sphere of radius 10, two for each label, those two nearly opposite: no activation pattern serves
 * both, so one candidate cannot stand for the pair. */
function fourPoints(seed: number): HostTensor {
  const { data } = makeRandom(seed).sphereTensor(4, dimension, 10);
  for (let k = 0; k < 2 * dimension; k++) data[2 * dimension + k] = 0.3 * data[2 * dimension + k]! - data[k]!;
  return makeHostTensor(data, [4, dimension]);
}

it.each([0, 2])('finds the four points of a trained network, and no others, seed %i', async (seed) => {
  const backend = await openOnnxCpu();
  const x = fourPoints(seed);
  const heldOut = makeRandom(seed).fork('held-out').sphereTensor(4, dimension, 10);
  const start = makeNetwork({ inputSize: dimension, hiddenSizes: [200], initialisation: 'scaled-first', seed });
  const labels = makeHostTensor([1, -1, 1, -1], [4]);
  const { network, loss } = await trainNetwork(backend, start, { x, y: labels }, { targetLoss: 1e-6 });
  expect(loss).toBeLessThanOrEqual(1e-6);

  const preset = kktPresets['adam-box'];
  const config: KktAttackConfig = {
    ...preset,
    prior: { initialisation: { kind: 'gaussian', scale: 0.01 }, lambdaMin: 0.1, candidatesPerClass: 12 },
    stepSize: 0.05,
    maxIterations: 1000,
    seed,
  };
  const attack = async (against: ReluNetwork) => (await runKkt(against, config, { backend })).candidates.x;
  const found = await attack(network);
  expect(Math.min(...bestCosines(found, x))).toBeGreaterThan(0.9);
  expect(Math.max(...bestCosines(found, heldOut))).toBeLessThan(0.6);
  // The same attack on the same network before it was trained: what it finds, it finds in the weights.
  expect(Math.max(...bestCosines(await attack(start), x))).toBeLessThan(0.7);
  await backend.dispose();
});
