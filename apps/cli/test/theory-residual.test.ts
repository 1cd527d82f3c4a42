import { clarkeResidual, epsilonDelta } from '@noprior/clarke-residual';
import { loadDataset } from '@noprior/datasets';
import { decomposeResidual, oracleLoss } from '@noprior/kkt-loss';
import { type LabelledData, makeNetwork, type ReluNetwork, scaleParameters, trainNetwork } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { beforeAll, expect, test } from 'vitest';

const backend = openReference();

// Statements of docs/theory.md, sections 3 and 8, on a trained network: 8 points in 20 dimensions.
let initial: ReluNetwork;
let network: ReluNetwork;
let training: LabelledData;
beforeAll(async () => {
  ({ training } = await loadDataset({ dataset: 'sphere', dimension: 20, perClass: 4, seed: 1 }));
  initial = makeNetwork({ inputSize: 20, hiddenSizes: [15, 10], seed: 2, dtype: 'float64' });
  ({ network } = await trainNetwork(backend, initial, training, { targetLoss: 1e-3, dtype: 'float64' }));
});

test.each([{ derivative: 'hard' }, { derivative: 'clarke', gapTolerance: 1e-3, maxCycles: 30 }] as const)(
  'eps and delta at margin 1 do not depend on the scale of theta, %o',
  async (options) => {
    const once = await epsilonDelta(backend, network, training, options);
    const scaled = await epsilonDelta(backend, scaleParameters(network, 3), training, options);
    expect(once.smallestMargin).toBeGreaterThan(0);
    expect(scaled.smallestMargin / once.smallestMargin / 27).toBeCloseTo(1, 12);
    expect(scaled.epsilon / once.epsilon).toBeCloseTo(1, 6);
    expect(scaled.delta / once.delta).toBeCloseTo(1, 4);
    // Without rescaling eps has a unit, that of theta.
    const { loss } = await oracleLoss(backend, network, training);
    const { loss: larger } = await oracleLoss(backend, scaleParameters(network, 3), training);
    expect(larger / loss).toBeCloseTo(9, 6);
  },
);

test('the surrogate is sharper on a larger theta, and with a bias above nothing scales: refused', async () => {
  const [near, far] = await Promise.all(
    [1, 3].map((factor) => oracleLoss(backend, scaleParameters(network, factor), training, { alpha: 5 })),
  );
  expect(Math.abs(far!.loss / near!.loss / 9 - 1)).toBeGreaterThan(1e-3);
  const biased = makeNetwork({ inputSize: 20, hiddenSizes: [5], seed: 1, bias: 'all' });
  await expect(epsilonDelta(backend, biased, training, { derivative: 'hard' })).rejects.toThrow(/not homogeneous/);
});

test('no multipliers go below the part orthogonal to the data, which gradient descent leaves alone and weight decay does not', async () => {
  const { x, y } = training;
  const none = { x, y, lambda: makeHostTensor(new Float64Array(8), [8]) };
  const before = await decomposeResidual(backend, initial, none);
  const after = await decomposeResidual(backend, network, none, { initial });
  const floor = before.orthogonalToData;
  expect(floor).toBeGreaterThan(0.1);
  expect(after.rank).toBe(8);
  expect(after.orthogonalToData / floor).toBeCloseTo(1, 12);
  expect(after.initial!.orthogonalChange).toBeLessThan(1e-20);

  const random = makeRandom(5);
  for (let trial = 0; trial < 20; trial++) {
    const lambda = random.uniformTensor([8], 0, 10 ** random.integer(-2, 3));
    const { squared, orthogonalToData, withinData, byLayer } = await decomposeResidual(backend, network, {
      x,
      y,
      lambda,
    });
    expect(orthogonalToData / floor).toBeCloseTo(1, 9);
    expect((orthogonalToData + withinData) / byLayer[0]!).toBeCloseTo(1, 12);
    expect(squared).toBeGreaterThanOrEqual(floor);
  }
  const { residual, lowerBound } = await clarkeResidual(backend, network, training, { gapTolerance: 1e-2 });
  expect(residual ** 2).toBeGreaterThanOrEqual(floor);
  expect(lowerBound).toBeLessThanOrEqual(residual);
  // A point off the span is not bound by it.
  const elsewhere = { x: random.normalTensor([8, 20], 1), y, lambda: none.lambda };
  expect((await decomposeResidual(backend, network, elsewhere)).orthogonalToData).not.toBeCloseTo(floor, 2);

  const decayed = await decomposeResidual(backend, scaleParameters(network, 0.9), none, { initial });
  expect(decayed.orthogonalToData / floor).toBeCloseTo(0.81, 12);
  expect(decayed.initial!.orthogonalChange / floor).toBeCloseTo(0.01, 12);
});
