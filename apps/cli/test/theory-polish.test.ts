import {
  type ClarkeSystem,
  clarkeQuantities,
  firstSelections,
  makeClarkeState,
  makeGramProducts,
  minimiseClarke,
  toClarkeSystem,
} from '@noprior/clarke-residual';
import { loadDataset } from '@noprior/datasets';
import { refineToKkt } from '@noprior/max-margin';
import {
  constantLayers,
  type LabelledData,
  makeNetwork,
  type ReluNetwork,
  scaleParameters,
  trainNetwork,
} from '@noprior/relu-models';
import { evaluate, type HostTensor, makeHostTensor, trace } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const backend = openReference();

// Statements of docs/theory.md, section 9, that no package tests by itself. One hidden layer, no biases.
interface Step {
  /** q_i and its one-sided derivative along -R, by plain loops. */
  readonly margins: readonly number[];
  readonly derivatives: readonly number[];
  readonly alongTheta: number;
  readonly squared: number;
  /** sum_i lambda_i (q_i - 1) */
  readonly sigma: number;
  /** Largest derivative that would bring a margin below 1, as -(derivative + q - 1). */
  readonly worst: number;
}

/** The step -R of the priced problem at a network whose smallest margin is 1. */
async function stepOf(network: ReluNetwork, { x, y }: LabelledData, kinkTolerance: number): Promise<Step> {
  const graph = trace({ x: { shape: x.shape, dtype: 'float64' } }, (inputs) =>
    clarkeQuantities(constantLayers(network, 'float64'), inputs.x!),
  );
  const weights = network.layers.map(({ weight }) => Float64Array.from(weight.data));
  const quantities = await evaluate(backend, graph, { x });
  const system: ClarkeSystem = toClarkeSystem(quantities, weights, Float64Array.from(y.data), kinkTolerance);
  const state = makeClarkeState(system, undefined, { weight: 1, p: 1 });
  const products = await makeGramProducts(backend, system);
  await products.use(system);
  await minimiseClarke(system, state, products, { cycles: 400, rounds: 10, faces: 4, tolerance: 1e-14 });
  await products.dispose();

  const [n, d] = x.shape as readonly [number, number];
  const [W, v] = weights as [Float64Array, Float64Array];
  const s = firstSelections(system, state);
  const z = (i: number, j: number): number => dot(W.subarray(j * d, (j + 1) * d), x.data.subarray(i * d, (i + 1) * d));
  const RW = W.slice();
  const Rv = v.slice();
  for (let i = 0; i < n; i++) {
    const c = state.lambda[i]! * y.data[i]!;
    for (let j = 0; j < v.length; j++) {
      Rv[j]! -= c * Math.max(0, z(i, j));
      for (let k = 0; k < d; k++) RW[j * d + k]! -= c * s[i * v.length + j]! * v[j]! * x.data[i * d + k]!;
    }
  }
  const margins: number[] = [];
  const derivatives: number[] = [];
  for (let i = 0; i < n; i++) {
    let q = 0;
    let derivative = 0;
    for (let j = 0; j < v.length; j++) {
      const at = z(i, j);
      const moved = -dot(RW.subarray(j * d, (j + 1) * d), x.data.subarray(i * d, (i + 1) * d));
      const exact = Math.abs(at) < 1e-9;
      q += exact ? 0 : v[j]! * Math.max(0, at);
      derivative += exact ? v[j]! * Math.max(0, moved) : at > 0 ? v[j]! * moved - Rv[j]! * at : 0;
    }
    margins.push(y.data[i]! * q);
    derivatives.push(y.data[i]! * derivative);
  }
  return {
    margins,
    derivatives,
    alongTheta: dot(W, RW) + dot(v, Rv),
    squared: dot(RW, RW) + dot(Rv, Rv),
    sigma: margins.reduce((total, q, i) => total + state.lambda[i]! * (q - 1), 0),
    worst: Math.max(...derivatives.map((derivative, i) => -(derivative + margins[i]! - 1))),
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}

/** Small integers put many points exactly on kinks; labels are those of the network, its smallest margin is 1. */
const integerCases = fc
  .record({ d: fc.integer({ min: 1, max: 3 }), m: fc.integer({ min: 1, max: 5 }), n: fc.integer({ min: 1, max: 4 }) })
  .chain(({ d, m, n }) => {
    const integers = (count: number) =>
      fc.array(fc.integer({ min: -2, max: 2 }), { minLength: count, maxLength: count });
    return fc.record({
      d: fc.constant(d),
      m: fc.constant(m),
      n: fc.constant(n),
      W: integers(m * d),
      v: integers(m),
      x: integers(n * d),
    });
  })
  .map(({ d, m, n, W, v, x }) => {
    const outputs = Array.from({ length: n }, (_, i) =>
      v.reduce(
        (sum, weight, j) => sum + weight * Math.max(0, dot(W.slice(j * d, (j + 1) * d), x.slice(i * d, (i + 1) * d))),
        0,
      ),
    );
    const network: ReluNetwork = {
      layers: [
        { weight: makeHostTensor(Float64Array.from(W), [m, d]) },
        { weight: makeHostTensor(Float64Array.from(v), [1, m]) },
      ],
    };
    const smallest = Math.min(...outputs.map(Math.abs));
    return {
      smallest,
      network: smallest > 0 ? scaleParameters(network, smallest ** (-1 / 2)) : network,
      data: {
        x: makeHostTensor(Float64Array.from(x), [n, d]),
        y: makeHostTensor(
          Float64Array.from(outputs, (output) => (output > 0 ? 1 : -1)),
          [n],
        ),
      },
    };
  });

test('at exact kinks -R shortens theta, and brings no margin below 1; without the freedom it does', async () => {
  let broken = 0;
  await fc.assert(
    fc.asyncProperty(integerCases, async ({ smallest, network, data }) => {
      fc.pre(smallest > 0);
      const free = await stepOf(network, data, 1e-9);
      const size = 1 + free.squared + Math.abs(free.alongTheta);
      expect(free.sigma).toBeGreaterThanOrEqual(-1e-9);
      expect(Math.abs(free.alongTheta - free.squared - free.sigma)).toBeLessThan(1e-9 * size);
      expect(free.worst).toBeLessThan(1e-9 * size);
      // A tolerance below 0 leaves no unit its freedom: the hard derivative.
      const hard = await stepOf(network, data, -1);
      if (hard.worst > 1e-2) broken++;
    }),
    { numRuns: 1000 },
  );
  expect(broken).toBeGreaterThan(5);
});

test('at residual 0, q - 1 is what units against their sign contribute: 0 with a small tolerance, not with a large one', async () => {
  const { training } = await loadDataset({ dataset: 'toy2d', perClass: 8, seed: 3 });
  const start = makeNetwork({ inputSize: 2, hiddenSizes: [30], seed: 1 });
  const { network } = await trainNetwork(backend, start, training, { targetLoss: 1e-4, dtype: 'float64' });
  const largest: number[] = [];
  for (const kinkTolerance of [0.01, 0.3]) {
    const result = await refineToKkt(backend, network, training, {
      targetResidual: 1e-5,
      maxIterations: 800,
      kinkTolerance,
      finalKinkTolerance: kinkTolerance,
    });
    const contributions = againstTheirSign(result.network, training, result.selections[0]!);
    const held = [...result.lambda.data.keys()].filter((i) => result.lambda.data[i]! > 1e-6);
    const size = Math.max(...result.margins.data) * 100 * result.residual + 1e-12;
    for (const i of held) expect(Math.abs(result.margins.data[i]! - 1 - contributions[i]!)).toBeLessThan(size);
    largest.push(Math.max(...held.map((i) => contributions[i]!)));
  }
  expect(largest[0]).toBeLessThan(1e-6);
  expect(largest[1]).toBeGreaterThan(1e-2);
});

/** Sum over units of ([z > 0] - s) a z for every point, a = y v. */
function againstTheirSign({ layers }: ReluNetwork, { x, y }: LabelledData, s: HostTensor): number[] {
  const [first, second] = layers;
  const [m, d] = first!.weight.shape as readonly [number, number];
  return Array.from(y.data, (label, i) => {
    let total = 0;
    for (let j = 0; j < m; j++) {
      const row = first!.weight.data.subarray(j * d, (j + 1) * d);
      const z = dot(row, x.data.subarray(i * d, (i + 1) * d)) + (first!.bias?.data[j] ?? 0);
      total += ((z > 0 ? 1 : 0) - s.data[i * m + j]!) * label * second!.weight.data[j]! * z;
    }
    return total;
  });
}
