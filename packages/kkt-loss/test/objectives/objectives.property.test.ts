import { type Candidates, classPairs, type EvaluateKktOptions, evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import { makeNetwork, parameters, type ReluNetwork, withParameters } from '@noprior/relu-models';
import { definedOnly, fromNested, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classCases, distanceFromKinks, moved, plainSum } from './class-case.ts';

const backend = openReference();

it('values are those of gradients taken by differences of plain loops', async () => {
  await fc.assert(
    fc.asyncProperty(classCases(), async (given) => {
      const step = 1e-4;
      // Within a pattern the sum is affine in one parameter, so central differences are exact.
      fc.pre(distanceFromKinks(given) > 20 * step);
      const { network, candidates, objective } = given;
      let expected = 0;
      for (const [name, tensor] of Object.entries(parameters(network))) {
        for (let index = 0; index < tensor.data.length; index++) {
          const at = (by: number): number => {
            const changed = withParameters(network, { ...parameters(network), [name]: moved(tensor, index, by) });
            return plainSum({ ...given, network: changed });
          };
          expected += (tensor.data[index]! - (at(step) - at(-step)) / (2 * step)) ** 2;
        }
      }
      for (const form of ['direct', 'gram'] as const) {
        const { stationarity, byTensor } = await evaluateKkt(backend, network, candidates, {
          scale: 'sum',
          form,
          objective,
        });
        expect(Math.abs(stationarity - expected), form).toBeLessThan(1e-8 * (1 + expected));
        const sum = Object.values(byTensor).reduce((a, b) => a + b);
        expect(Math.abs(sum - stationarity), form).toBeLessThan(1e-10 * (1 + expected));
      }
    }),
    { numRuns: 40 },
  );
});

it('gradients are central differences of the loss', async () => {
  await fc.assert(
    fc.asyncProperty(classCases(), async (given) => {
      fc.pre(distanceFromKinks(given) > 2e-3);
      const { network, candidates, objective } = given;
      const options: EvaluateKktOptions = {
        objective,
        scale: 'sum',
        gradients: true,
        lambdaMin: 0.8,
        box: { low: -0.5, high: 0.7 },
      };
      const { gradX, gradLambda, total } = await evaluateKkt(backend, network, candidates, options);
      const step = 1e-5;
      for (const part of ['x', 'lambda'] as const) {
        const gradient = part === 'x' ? gradX! : gradLambda!;
        expect(gradient.shape).toEqual(candidates[part].shape);
        for (const index of gradient.data.keys()) {
          const at = async (by: number): Promise<number> => {
            const changed: Candidates = { ...candidates, [part]: moved(candidates[part], index, by) };
            return (await evaluateKkt(backend, network, changed, { ...options, gradients: false })).total;
          };
          const slope = ((await at(step)) - (await at(-step))) / (2 * step);
          expect(Math.abs(slope - gradient.data[index]!)).toBeLessThan(1e-6 * (1 + Math.abs(slope) + total));
        }
      }
    }),
    { numRuns: 12 },
  );
});

/** The network of f_1 - f_0 for a network of two outputs without a bias above. */
function difference(network: ReluNetwork): ReluNetwork {
  const last = network.layers.at(-1)!.weight;
  const width = last.shape[1]!;
  const row = Float64Array.from({ length: width }, (_, j) => last.data[width + j]! - last.data[j]!);
  return { layers: [...network.layers.slice(0, -1), { weight: makeHostTensor(row, [1, width]) }] };
}

it.each(['runner-up', 'per-class'] as const)('two classes are the binary case of f_1 - f_0: %s', async (objective) => {
  const size = { seed: fc.nat(1e6), width: fc.integer({ min: 1, max: 6 }), alpha: fc.constantFrom(undefined, 5) };
  await fc.assert(
    fc.asyncProperty(fc.record(size), async ({ seed, width, alpha }) => {
      const network = makeNetwork({
        inputSize: 3,
        hiddenSizes: [width, 4],
        outputSize: 2,
        seed,
        dtype: 'float64',
      });
      const random = makeRandom(seed).fork('points');
      const x = random.normalTensor([3, 3], 1);
      const lambda = random.uniformTensor([3], 0.1, 2);
      const y = [1, 0, 1];
      const two = {
        x,
        y: fromNested(y),
        lambda:
          objective === 'runner-up'
            ? lambda
            : makeHostTensor(
                Float64Array.from({ length: 6 }, (_, at) => {
                  const i = Math.floor(at / 2);
                  return at % 2 === y[i] ? 7 : lambda.data[i]!;
                }),
                [3, 2],
              ),
      };
      const one = { x, lambda, y: fromNested(y.map((label) => 2 * label - 1)) };
      const options = { scale: 'sum', ...definedOnly({ alpha }) } as const;
      const several = await evaluateKkt(backend, network, two, { ...options, objective });
      const binary = await evaluateKkt(backend, difference(network), one, options);
      for (const name of ['layers.0.weight', 'layers.0.bias', 'layers.1.weight']) {
        expect(several.byTensor[name]).toBeCloseTo(binary.byTensor[name]!, 11);
      }
      expect(several.margins.min).toBeCloseTo(binary.margins.min, 12);
      expect(several.slackness).toBeCloseTo(binary.slackness, 11);
    }),
    { numRuns: 25 },
  );
});

it('no multipliers undercut the oracle loss', async () => {
  await fc.assert(
    fc.asyncProperty(classCases(), async ({ seed, objective, network, candidates }) => {
      const oracle = await oracleLoss(backend, network, candidates, { scale: 'sum', objective });
      expect(oracle.lambda.shape).toEqual(candidates.lambda.shape);
      expect(oracle.optimality).toBeLessThan(1e-6);
      const random = makeRandom(seed).fork('others');
      for (let trial = 0; trial < 8; trial++) {
        const factor = trial < 4 ? 1 : 1e-2;
        const lambda = makeHostTensor(
          oracle.lambda.data.map((value: number) => {
            const next = value + factor * (2 * random.uniform() - 1);
            return objective === 'regression' ? next : Math.max(0, next);
          }),
          oracle.lambda.shape,
        );
        const other = await evaluateKkt(backend, network, { ...candidates, lambda }, { scale: 'sum', objective });
        expect(other.stationarity).toBeGreaterThan(oracle.loss - 1e-9 * (1 + oracle.loss));
      }
    }),
    { numRuns: 25 },
  );
});

it('more multipliers explain no less: per class below runner-up below nothing', async () => {
  await fc.assert(
    fc.asyncProperty(classCases(['runner-up']), async ({ network, candidates }) => {
      const at = async (objective: 'runner-up' | 'per-class') =>
        (await oracleLoss(backend, network, candidates, { objective })).loss;
      const [perClass, runnerUp] = [await at('per-class'), await at('runner-up')];
      const { parameterNormSquared } = await evaluateKkt(backend, network, candidates, { objective: 'runner-up' });
      expect(perClass).toBeLessThan(runnerUp + 1e-9);
      expect(runnerUp).toBeLessThan(parameterNormSquared + 1e-9);
    }),
    { numRuns: 25 },
  );
});

it('pairs of classes by hand', () => {
  const { x, y } = classPairs(fromNested([[5, 6]]), fromNested([1]), 3);
  expect([...x.data]).toEqual([5, 6, 5, 6, 5, 6]);
  expect([...y.data]).toEqual([-1, 1, 0, 0, 0, 0, 0, 1, -1]);
});
