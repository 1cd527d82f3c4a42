import { patternOracle } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { ConvergenceError, DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const seed = 20261125;

/** Four points in three dimensions; with a 1 appended they are orthogonal, and all products are exact. */
const points = [
  [1, 1, 1],
  [-1, 1, -1],
  [1, -1, -1],
  [-1, -1, 1],
];
const labels = [1, -1, 1, -1];
const data = { x: fromNested(points, 'float64'), y: fromNested(labels, 'float64') };

/** A two-layer network with `[W_1 b_1] = Delta^T [U c]` exactly. Where points are orthogonal a sample's own part alone decides its
 * pre-activation, and 0 counts as inactive, so that any pattern within units of the label's sign reproduces itself. */
function stationaryNetwork(multipliers: readonly number[], extra: readonly boolean[]): ReluNetwork {
  // Unit i < 4 belongs to sample i, so that Delta has full rank; the others to some samples of their sign.
  const outputs = Array.from({ length: 8 }, (_, j) => labels[j % 4]!);
  const weight = outputs.map((a, j) => {
    const row = [0, 0, 0, 0];
    for (let i = 0; i < 4; i++) {
      if (!(j < 4 ? i === j : labels[i] === a && extra[(j - 4) * 4 + i])) continue;
      for (const [k, value] of [...points[i]!, 1].entries()) row[k]! += multipliers[i]! * labels[i]! * a * value;
    }
    return row;
  });
  const bias = fromNested(
    weight.map((row) => row[3]!),
    'float64',
  );
  return {
    layers: [
      {
        weight: fromNested(
          weight.map((row) => row.slice(0, 3)),
          'float64',
        ),
        bias,
      },
      { weight: fromNested([outputs], 'float64') },
    ],
  };
}

it(`finds points and multipliers of an exactly stationary first layer, seed ${seed}`, () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
      fc.boolean(),
      (multipliers, extra, nonnegative) => {
        const c = multipliers.map((value) => value / 16);
        const found = patternOracle(stationaryNetwork(c, extra), data, { nonnegative, ridge: 1e-12 });
        expect(found.explained).toEqual([true, true, true, true]);
        expect(found.normKnown).toBe(true);
        for (const [i, value] of c.entries()) expect(found.c.data[i]).toBeCloseTo(value, 7);
        for (const [at, value] of points.flat().entries()) expect(found.x.data[at]).toBeCloseTo(value, 6);
        expect(found.residual).toBeLessThan(1e-15);
        expect(found.agreement.median).toBeCloseTo(1, 9);
        expect(found.agreement.above).toBe(1);
      },
    ),
    { seed, numRuns: 50 },
  );
});

it('solves one sample in closed form, and leaves what its pattern does not reach', () => {
  const network: ReluNetwork = {
    layers: [
      { weight: fromNested([[1.5, 3], [-1.5, -3]], 'float64'), bias: fromNested([1.5, -1.5], 'float64') }, // biome-ignore format: one row a unit
      { weight: fromNested([[1, 1]], 'float64') },
    ],
  };
  const one = { x: fromNested([[1, 2]], 'float64'), y: fromNested([1], 'float64') };
  const found = patternOracle(network, one, { ridge: 0 });
  expect([...found.x.data, ...found.c.data]).toEqual([1, 2, 1.5]);
  expect(found.residual).toBe(0.5);
  expect(found.eigenvalues).toEqual({ largest: 1, smallest: 1 });
  // With the other label c would have to be negative: it is 0, and a direction is left.
  const wrong = { x: one.x, y: fromNested([-1], 'float64') };
  const refused = patternOracle(network, wrong);
  expect(refused.explained).toEqual([false]);
  expect(refused.c.data[0]).toBe(0);
  expect(refused.agreement.cosine[0]).toBeCloseTo(-1, 12);
  expect(Math.hypot(...refused.x.data)).toBeCloseTo(1, 12);
  const free = patternOracle(network, wrong, { nonnegative: false, ridge: 0 });
  expect([...free.x.data, ...free.c.data]).toEqual([1, 2, -1.5]);
  expect(free.explained).toEqual([true]);
});

it('returns unit directions where the first layer has no bias', () => {
  const network: ReluNetwork = {
    layers: [{ weight: fromNested([[3, 4]], 'float64') }, { weight: fromNested([[2]], 'float64') }],
  };
  const found = patternOracle(
    network,
    { x: fromNested([[6, 8]], 'float64'), y: fromNested([1], 'float64') },
    { ridge: 0 },
  );
  expect(found.normKnown).toBe(false);
  expect(found.x.data[0]).toBeCloseTo(0.6, 14);
  expect(found.x.data[1]).toBeCloseTo(0.8, 14);
  expect(found.c.data[0]).toBeCloseTo(2.5, 14);
  expect(found.eigenvalues.largest).toBeCloseTo(4, 12);
  expect(found.residual).toBeLessThan(1e-28);
});

it('gives a sample without an active unit no point, and no NaN', () => {
  const network = stationaryNetwork([1, 1, 1, 1], new Array(16).fill(false));
  // Unit 0 alone is active at the first sample; without it nothing is.
  const weight = network.layers[0]!.weight.data.slice();
  weight.fill(0, 0, 3);
  const bias = network.layers[0]!.bias!.data.slice();
  bias[0] = 0;
  const silent: ReluNetwork = {
    layers: [{ weight: makeHostTensor(weight, [8, 3]), bias: makeHostTensor(bias, [8]) }, network.layers[1]!],
  };
  const found = patternOracle(silent, data);
  expect(found.explained).toEqual([false, true, true, true]);
  expect([...found.x.data.slice(0, 3)]).toEqual([0, 0, 0]);
  expect(found.agreement.cosine[0]).toBe(0);
  expect(found.x.data.every(Number.isFinite)).toBe(true);
});

it('finds the points of a trained network of three layers', async () => {
  const backend = await openOnnxCpu();
  const x = makeRandom(0).sphereTensor(4, 20, 10);
  const y = makeHostTensor([1, -1, 1, -1], [4]);
  const start = makeNetwork({ inputSize: 20, hiddenSizes: [100, 100], initialisation: 'scaled-first', seed: 0 });
  const { network } = await trainNetwork(backend, start, { x, y }, { targetLoss: 1e-6 });
  const found = patternOracle(network, { x, y });
  expect(found.residual).toBeLessThan(0.1);
  expect(found.agreement.above).toBe(1);
  // Before it was trained, the same computation finds nothing.
  expect(patternOracle(start, { x, y }).agreement.above).toBe(0);
  await backend.dispose();
});

it('says what is wrong', () => {
  const network = stationaryNetwork([1, 1, 1, 1], new Array(16).fill(true));
  for (const ridge of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => patternOracle(network, data, { ridge })).toThrow(/ridge must be a number of at least 0/);
  }
  expect(() => patternOracle(network, { ...data, x: fromNested([[1, 2]], 'float64') })).toThrow(ShapeError);
  expect(() => patternOracle(network, { ...data, y: fromNested([1, 0, 1, -1], 'float64') })).toThrow(DomainError);
  const twice = { x: fromNested([points[0]!, points[0]!], 'float64'), y: fromNested([1, 1], 'float64') };
  expect(() => patternOracle(network, twice, { ridge: 0 })).toThrow(ConvergenceError);
  expect(patternOracle(network, twice).agreement.cosine.every(Number.isFinite)).toBe(true);
  const silent: ReluNetwork = {
    layers: [{ weight: fromNested([[0, 0, 0]], 'float64') }, { weight: fromNested([[1]], 'float64') }],
  };
  expect(() => patternOracle(silent, data)).toThrow(/no sample has an active unit/);
});
