import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';
import { type Initialisation, makeNetwork, type TrainingProgress, trainNetwork } from '../src/index.ts';
import { sphereData } from './sphere-data.ts';

const backend = openReference();
const data = sphereData(12, 8, 1);

it.each<[Initialisation, readonly number[]]>(
  (['pytorch', 'scaled-first', 'small'] as const).flatMap((law) =>
    [[30], [40, 30], [40, 40, 40]].map((sizes): [Initialisation, readonly number[]] => [law, sizes]),
  ),
)('converges with its defaults: %s %j', async (initialisation, hiddenSizes) => {
  const network = makeNetwork({ inputSize: 8, hiddenSizes, initialisation, seed: 1 });
  const course: TrainingProgress[] = [];
  const result = await trainNetwork(backend, network, data, {
    maxIterations: 6000,
    onProgress: (progress) => course.push(progress),
  });
  expect(result.ended).toBe('targetLoss');
  expect(result.loss).toBeLessThanOrEqual(1e-6);
  course.slice(1).forEach(({ logLoss }, index) => {
    // Ripples on the way out of the plateau of a deep network with small layers.
    expect(logLoss).toBeLessThanOrEqual(course[index]!.logLoss + 0.2);
  });
});
