import { type Candidates, evaluateKkt } from '@noprior/kkt-loss';
import { smallestEigenvalues } from '@noprior/linear-algebra';
import { activationPatterns } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import { openSplittingMatrix } from '../../src/candidate-updates/splitting-matrix.ts';
import { priorBox } from '../../src/starts/prior.ts';
import { applied, randomCase } from './exact-network.ts';

const backend = openReference();
const cases = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  count: fc.integer({ min: 2, max: 6 }),
  scale: fc.constantFrom('mean' as const, 'sum' as const),
  bias: fc.boolean(),
});

type RandomCase = ReturnType<typeof randomCase>;

/** The objective by the program that scores attacks. */
async function evaluation({ network, config }: RandomCase, candidates: Candidates, gradients = false) {
  const { lambdaMin } = config.prior;
  return evaluateKkt(backend, network, candidates, {
    alpha: 5,
    scale: config.scale,
    lambdaMin,
    box: priorBox(config.prior),
    gradients,
  });
}

it('fit-multipliers never raises the loss, and ends where the gradient by the multipliers is 0', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, count, scale, bias }) => {
      const given = randomCase(seed, count, scale, bias);
      const change = await applied({ kind: 'fit-multipliers', every: 1 }, given.candidates, given.context);
      const before = await evaluation(given, given.candidates);
      const after = await evaluation(given, change!.candidates, true);
      expect(after.total).toBeLessThanOrEqual(before.total * (1 + 1e-12));
      expect(change!.loss!.before).toBeCloseTo(before.total - before.prior, 8);
      expect(change!.loss!.after).toBeCloseTo(after.total - after.prior, 8);
      for (const slope of after.gradLambda!.data) {
        expect(Math.abs(slope)).toBeLessThan(1e-4 * before.parameterNormSquared);
      }
    }),
    { numRuns: 40 },
  );
});

it('merge of exact duplicates leaves stationarity as it is', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, count, scale, bias }) => {
      const given = randomCase(seed, count, scale, bias);
      const { x, lambda, y } = given.candidates;
      const twice = {
        x: makeHostTensor([...x.data, ...x.data], [2 * count, 4]),
        lambda: makeHostTensor([...lambda.data, ...lambda.data.map((value) => value / 2)], [2 * count]),
        y: makeHostTensor([...y.data, ...y.data], [2 * count]),
      };
      const change = await applied({ kind: 'merge', every: 1, cosine: 1 - 1e-9 }, twice, given.context);
      expect(change!.candidates.x.data).toEqual(x.data);
      const before = (await evaluation(given, twice)).stationarity;
      const after = (await evaluation(given, change!.candidates)).stationarity;
      expect(Math.abs(after - before)).toBeLessThan(1e-11 * (1 + before));
    }),
    { numRuns: 30 },
  );
});

it('the splitting matrix predicts what a small split does to L_stationary', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, count, scale, bias }) => {
      const given = randomCase(seed, count, scale, bias);
      const { x, lambda, y } = given.candidates;
      const v = makeRandom(seed).fork('v').normalTensor([count, 4], 1, 'float64');
      const matrix = await openSplittingMatrix(given.candidates, given.context);
      const product = await matrix.multiply(v);
      await matrix.dispose();
      const delta = 1e-3;
      const halves = {
        x: makeHostTensor(
          [
            ...x.data.map((value, at) => value + delta * v.data[at]!),
            ...x.data.map((value, at) => value - delta * v.data[at]!),
          ],
          [2 * count, 4],
        ),
        // With scale `mean` the number doubles, so multipliers stay.
        lambda: makeHostTensor(
          [...lambda.data, ...lambda.data].map((value) => (scale === 'mean' ? value : value / 2)),
          [2 * count],
        ),
        y: makeHostTensor([...y.data, ...y.data], [2 * count]),
      };
      // Across a kink of relu there is no second derivative.
      const doubled = makeHostTensor([...x.data, ...x.data], [2 * count, 4]);
      const here = await activationPatterns(backend, given.network, doubled);
      const there = await activationPatterns(backend, given.network, halves.x);
      fc.pre(here.every(({ data }, layer) => data.every((unit, at) => unit === there[layer]!.data[at])));
      const before = (await evaluation(given, given.candidates)).stationarity;
      const after = (await evaluation(given, halves)).stationarity;
      const predicted =
        (delta ** 2 / 2) * Array.from(product.data).reduce((total, value, at) => total + value * v.data[at]!, 0);
      const size = Math.hypot(...product.data) * Math.hypot(...v.data);
      expect(Math.abs(after - before - predicted)).toBeLessThan(delta ** 2 * (0.01 * size + 1e-5) + 1e-11 * before);
    }),
    { numRuns: 40 },
  );
});

it('Lanczos finds the smallest eigenvalue of every row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 4 }),
      async (seed, dimension, count) => {
        const random = makeRandom(seed);
        const matrices = Array.from({ length: count }, () => {
          const half = new Matrix(
            Array.from({ length: dimension }, () => Array.from({ length: dimension }, () => random.normal())),
          );
          return half.clone().add(half.transpose());
        });
        const multiply = async ({ data, shape }: { data: ArrayLike<number>; shape: readonly number[] }) =>
          makeHostTensor(
            matrices.flatMap((matrix, i) =>
              matrix.mmul(Matrix.columnVector(Array.from(data).slice(i * dimension, (i + 1) * dimension))).to1DArray(),
            ),
            shape,
          );
        const { values, vectors, sizes } = await smallestEigenvalues(
          multiply,
          [count, dimension],
          50,
          random.fork('v'),
        );
        const products = await multiply({ data: vectors, shape: [count, dimension] });
        for (const [i, matrix] of matrices.entries()) {
          const expected = new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
          expect(values[i]).toBeCloseTo(Math.min(...expected), 8);
          expect(sizes[i]).toBeCloseTo(Math.max(...expected.map(Math.abs)), 8);
          for (let k = 0; k < dimension; k++) {
            expect(products.data[i * dimension + k]).toBeCloseTo(values[i]! * vectors[i * dimension + k]!, 6);
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});

it('split and polish never raise what they promise not to raise', async () => {
  let [splits, polished] = [0, 0];
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, count, scale, bias }) => {
      const given = randomCase(seed, count, scale, bias);
      const before = await evaluation(given, given.candidates);
      const split = await applied(
        { kind: 'split', every: 1, limit: 2, distance: 0.3 },
        given.candidates,
        given.context,
      );
      if (split !== undefined) {
        splits++;
        const after = await evaluation(given, split.candidates);
        expect(split.loss!.before).toBeCloseTo(before.stationarity, 9);
        expect(split.loss!.after).toBeCloseTo(after.stationarity, 9);
        expect(after.stationarity).toBeLessThanOrEqual(before.stationarity);
        const added = split.candidates.y.shape[0]! - count;
        expect(added).toBeGreaterThanOrEqual(1);
        expect(added).toBeLessThanOrEqual(2);
        expect(split.origin.filter((row) => row < 0)).toHaveLength(2 * added);
      }
      const polish = await applied(
        { kind: 'solve-first-layer', every: 1, rounds: 2, ridge: 0.1 },
        given.candidates,
        given.context,
      );
      if (polish !== undefined) {
        polished++;
        const after = await evaluation(given, polish.candidates);
        expect(polish.loss!.after).toBeCloseTo(after.total, 9);
        expect(after.total).toBeLessThan(before.total);
      }
    }),
    { numRuns: 30 },
  );
  // Neither is a promise that nothing keeps.
  expect(splits).toBeGreaterThan(5);
  expect(polished).toBeGreaterThan(5);
});
