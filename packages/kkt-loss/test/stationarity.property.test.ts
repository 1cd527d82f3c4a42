import { type Candidates, type EvaluateKktOptions, evaluateKkt } from '@noprior/kkt-loss';
import { type ReluNetwork, scaleParameters } from '@noprior/relu-models';
import { definedOnly, fromNested, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { patternTexts, randomCases, rowsAt } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { relativeError } from './golden-case.ts';
import { plainPreActivations, plainStationarity } from './plain-stationarity.ts';

const backend = openReference();
const runs = { numRuns: 60 };

function evaluateWith(network: ReluNetwork, candidates: Candidates, options: EvaluateKktOptions = {}) {
  return evaluateKkt(backend, network, candidates, { scale: 'sum', gradients: true, ...options });
}

function changed(tensor: HostTensor, index: number, by: number): HostTensor {
  const data = Float64Array.from(tensor.data);
  data[index]! += by;
  return makeHostTensor(data, tensor.shape);
}

it.each([undefined, 3, 40])('value and gradients agree with plain loops over dual numbers, alpha %s', async (alpha) => {
  await fc.assert(
    fc.asyncProperty(randomCases(), async ({ network, candidates }) => {
      const expected = plainStationarity(network, candidates, alpha);
      const actual = await evaluateWith(network, candidates, definedOnly({ alpha }));
      expect(relativeError([actual.stationarity], [expected.value])).toBeLessThan(1e-12);
      expect(relativeError(actual.gradLambda!.data, expected.gradLambda)).toBeLessThan(1e-10);
      const size = Math.max(...expected.gradLambda.map(Math.abs), ...expected.gradX.map(Math.abs), 1e-3);
      const off = expected.gradX.map((value, index) => Math.abs(value - actual.gradX!.data[index]!));
      expect(Math.max(...off)).toBeLessThan(1e-10 * size);
    }),
    runs,
  );
});

it('gradients with the hard derivative are central differences of the loss, away from kinks', async () => {
  await fc.assert(
    fc.asyncProperty(randomCases(), async ({ network, candidates }) => {
      fc.pre(plainPreActivations(network, candidates).every((z) => Math.abs(z) >= 1e-3));
      const options = { lambdaMin: 0.8, box: { low: -0.5, high: 0.7 } };
      const { gradX, gradLambda, total } = await evaluateWith(network, candidates, options);
      const step = 1e-5;
      for (const part of ['x', 'lambda'] as const) {
        const gradient = part === 'x' ? gradX! : gradLambda!;
        for (const index of gradient.data.keys()) {
          const at = async (by: number) =>
            (await evaluateWith(network, { ...candidates, [part]: changed(candidates[part], index, by) }, options))
              .total;
          const slope = ((await at(step)) - (await at(-step))) / (2 * step);
          expect(Math.abs(slope - gradient.data[index]!)).toBeLessThan(1e-6 * (1 + Math.abs(slope) + total));
        }
      }
    }),
    { numRuns: 15 },
  );
});

it('does not depend on the order of the candidates', async () => {
  await fc.assert(
    fc.asyncProperty(randomCases(), fc.nat(), async ({ network, candidates }, turn) => {
      const count = candidates.x.shape[0]!;
      const order = Array.from({ length: count }, (_, i) => (i + turn) % count).reverse();
      const permuted = {
        x: rowsAt(candidates.x, order),
        lambda: rowsAt(candidates.lambda, order),
        y: rowsAt(candidates.y, order),
      };
      const before = await evaluateWith(network, candidates, { alpha: 20 });
      const after = await evaluateWith(network, permuted, { alpha: 20 });
      expect(relativeError([after.stationarity], [before.stationarity])).toBeLessThan(1e-12);
      expect(relativeError(after.gradLambda!.data, [...rowsAt(before.gradLambda!, order).data])).toBeLessThan(1e-10);
    }),
    runs,
  );
});

it('theta -> c theta scales gradients by c^(L-1): with lambda / c^(L-2) stationarity scales by c^2', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomCases(['none', 'first']),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      async ({ network, candidates }, c) => {
        const layers = network.layers.length;
        // A first-layer bias keeps homogeneity: z_1 = W_1 x + b scales by c as well.
        const lambda = makeHostTensor(
          Float64Array.from(candidates.lambda.data, (value) => value / c ** (layers - 2)),
          candidates.lambda.shape,
        );
        const before = await evaluateWith(network, candidates);
        const after = await evaluateWith(scaleParameters(network, c), { ...candidates, lambda });
        expect(relativeError([after.stationarity], [c ** 2 * before.stationarity])).toBeLessThan(1e-10);
        expect(relativeError([after.margins.max], [c ** layers * before.margins.max])).toBeLessThan(1e-10);
      },
    ),
    runs,
  );
});

it('unite: two points of one label and pattern become one; with another pattern it is another loss', async () => {
  let same = 0;
  let different = 0;
  await fc.assert(
    fc.asyncProperty(randomCases(), fc.double({ min: 0.01, max: 0.5, noNaN: true }), async (drawn, distance) => {
      const { network, candidates } = drawn;
      const [count, dimension] = candidates.x.shape as [number, number];
      fc.pre(count >= 2);
      const rows = Array.from({ length: count }, (_, i) => [...rowsAt(candidates.x, [i]).data]);
      const [first, other] = [rows[0]!, rows[1]!];
      const second = first.map((value, k) => value + distance * (other[k]! - value));
      const rest = Array.from({ length: count - 1 }, (_, i) => i + 1);
      const [weightOne, weightTwo] = [0.7, 1.9];
      const label = candidates.y.data[0]!;
      const apart: Candidates = {
        x: fromNested([first, second, ...rest.map((i) => rows[i]!)]),
        lambda: fromNested([weightOne, weightTwo, ...rest.map((i) => candidates.lambda.data[i]!)]),
        y: fromNested([label, label, ...rest.map((i) => candidates.y.data[i]!)]),
      };
      const middle = first.map((value, k) => (weightOne * value + weightTwo * second[k]!) / (weightOne + weightTwo));
      const united: Candidates = {
        x: fromNested([middle, ...rest.map((i) => rows[i]!)]),
        lambda: fromNested([weightOne + weightTwo, ...rest.map((i) => candidates.lambda.data[i]!)]),
        y: fromNested([label, ...rest.map((i) => candidates.y.data[i]!)]),
      };
      expect(apart.x.shape).toEqual([count + 1, dimension]);
      const [one, two] = await patternTexts(backend, network, apart.x);
      const before = (await evaluateWith(network, apart)).stationarity;
      const after = (await evaluateWith(network, united)).stationarity;
      if (one === two) {
        same++;
        expect(Math.abs(after - before)).toBeLessThan(1e-12 * (1 + before));
      } else if (relativeError([after], [before]) > 1e-6) different++;
    }),
    { numRuns: 150 },
  );
  expect(same).toBeGreaterThan(20);
  expect(different).toBeGreaterThan(5);
});
