import { invertPositiveDefinite } from '@noprior/linear-algebra';
import { firstLayerEvidence } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const backend = openReference();

/** One hidden layer of two units with a bias; by hand below. */
const byHand: ReluNetwork = {
  layers: [{ weight: fromNested([[1], [-1]]), bias: fromNested([0.5, 0]) }, { weight: fromNested([[2, 3]]) }],
};

it('is the closed form for one point', async () => {
  // z = (1.5, -1): delta = (2, 0); lambda y delta = (0.2, 0); v = (1, 1); R = [[0.8, 0.3], [-1, 0]].
  const [noise, misfit] = [0.5, 0.2];
  const size = misfit ** 2 * ((0.2 ** 2 + 0) / 2 + 1e-14);
  // C = 0.25 I + size (1, 1)(1, 1)^T has eigenvalues 0.25 + 2 size along (1, 1)/sqrt 2, and 0.25.
  const along = (1.1 ** 2 + 1) / 2 / (0.25 + 2 * size);
  const across = (0.5 ** 2 + 1) / 2 / 0.25;
  const candidates = { x: fromNested([[1]]), lambda: fromNested([0.1]), y: fromNested([1]) };
  const { fit, occam, value } = await firstLayerEvidence(backend, byHand, candidates, { noise, misfit });
  expect(fit).toBeCloseTo(along + across, 10);
  expect(occam).toBeCloseTo(2 * Math.log((0.25 + 2 * size) / 0.25), 10);
  expect(value).toBe(fit + occam);
});

it('is the density of a normal law with the covariance written out, row by row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 6 }),
        dimension: fc.integer({ min: 1, max: 5 }),
        depth: fc.integer({ min: 1, max: 2 }),
        bias: fc.boolean(),
        seed: fc.integer({ min: 0, max: 2 ** 31 }),
        noise: fc.double({ min: 0.1, max: 2, noNaN: true }),
        misfit: fc.double({ min: 0.05, max: 1, noNaN: true }),
      }),
      async ({ count, dimension, depth, bias, seed, noise, misfit }) => {
        const made = makeNetwork({
          inputSize: dimension,
          hiddenSizes: Array.from({ length: depth }, () => 7),
          seed,
          dtype: 'float64',
        });
        const [first, ...rest] = made.layers;
        const network = bias ? made : { layers: [{ weight: first!.weight }, ...rest] };
        const random = makeRandom(seed);
        const x = random.normalTensor([count, dimension], 1, 'float64');
        const lambda = random.uniformTensor([count], 0.1, 1, 'float64');
        const y = makeHostTensor(
          Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1)),
          [count],
        );
        const { value } = await firstLayerEvidence(backend, network, { x, lambda, y }, { noise, misfit });
        expect(value).toBeCloseTo(written(network, { x, lambda, y }, noise, misfit), 6);
      },
    ),
    { numRuns: 60 },
  );
});

/** The same by loops: back-propagation with hard derivatives, the dense covariance, its Cholesky inverse. */
function written(
  network: ReluNetwork,
  { x, lambda, y }: Parameters<typeof firstLayerEvidence>[2],
  noise: number,
  misfit: number,
): number {
  const { weight, bias } = network.layers[0]!;
  const [units, dimension] = weight.shape as [number, number];
  const count = y.data.length;
  const size = dimension + (bias === undefined ? 0 : 1);
  const residual = Array.from({ length: units }, (_, j) => [
    ...weight.data.subarray(j * dimension, (j + 1) * dimension),
    ...(bias === undefined ? [] : [bias.data[j]!]),
  ]);
  const covariance = new Float64Array(size * size);
  for (let k = 0; k < size; k++) covariance[k * size + k] = noise ** 2;
  for (let i = 0; i < count; i++) {
    const v = [...x.data.subarray(i * dimension, (i + 1) * dimension), ...(bias === undefined ? [] : [1])];
    const signal = backPropagate(network, [...x.data.subarray(i * dimension, (i + 1) * dimension)]).map(
      (delta) => delta * lambda.data[i]! * y.data[i]!,
    );
    const square = misfit ** 2 * (signal.reduce((sum, value) => sum + value ** 2, 0) / units + 1e-14);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) covariance[a * size + b]! += square * v[a]! * v[b]!;
      for (let j = 0; j < units; j++) residual[j]![a]! -= signal[j]! * v[a]!;
    }
  }
  const { inverse, logDeterminant } = invertPositiveDefinite(covariance, size);
  let total = units * (logDeterminant - size * Math.log(noise ** 2));
  for (const row of residual) {
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) total += row[a]! * inverse[a * size + b]! * row[b]!;
  }
  return total;
}

/** d Phi / d z_1 at one point. */
function backPropagate({ layers }: ReluNetwork, point: readonly number[]): number[] {
  let h = [...point];
  const active: boolean[][] = [];
  for (const { weight, bias } of layers.slice(0, -1)) {
    const z = Array.from({ length: weight.shape[0]! }, (_, j) =>
      h.reduce((sum, value, k) => sum + weight.data[j * h.length + k]! * value, bias?.data[j] ?? 0),
    );
    active.push(z.map((value) => value > 0));
    h = z.map((value) => Math.max(0, value));
  }
  let delta = [...layers.at(-1)!.weight.data].map((value, j) => (active.at(-1)![j] ? value : 0));
  for (let layer = layers.length - 2; layer > 0; layer--) {
    const { weight } = layers[layer]!;
    const inputs = weight.shape[1]!;
    delta = Array.from({ length: inputs }, (_, k) =>
      active[layer - 1]![k] ? delta.reduce((sum, value, j) => sum + value * weight.data[j * inputs + k]!, 0) : 0,
    );
  }
  return delta;
}

it('refuses what it cannot use', async () => {
  const candidates = { x: fromNested([[1]]), lambda: fromNested([0.1]), y: fromNested([1]) };
  await expect(firstLayerEvidence(backend, byHand, candidates, { noise: 0 })).rejects.toThrow(DomainError);
  await expect(firstLayerEvidence(backend, byHand, candidates, { noise: 1, misfit: -1 })).rejects.toThrow('misfit');
  await expect(firstLayerEvidence(backend, byHand, candidates, { noise: 1, alpha: 0 })).rejects.toThrow('alpha');
  const wide = { ...candidates, x: fromNested([[1, 2]]) };
  await expect(firstLayerEvidence(backend, byHand, wide, { noise: 1 })).rejects.toThrow(ShapeError);
});
