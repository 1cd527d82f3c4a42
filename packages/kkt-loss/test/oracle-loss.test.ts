import { evaluateKkt, oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, definedOnly, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { linear, planted, plantedSet, randomCases, twoNeurons } from '@noprior/test-cases';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const backend = openReference();

describe('is zero for a network that is a combination of its gradients', () => {
  it('two layers, multipliers by hand', async () => {
    const { loss, lambda, byTensor, optimality } = await oracleLoss(backend, planted, plantedSet, { scale: 'sum' });
    expect(loss).toBeLessThan(1e-13);
    expect(Object.values(byTensor).every((part) => part >= 0 && part < 1e-13)).toBe(true);
    expect(lambda.data[0]).toBeCloseTo(0.2, 12);
    expect(lambda.data[1]).toBeCloseTo(0.1, 12);
    expect(optimality).toBeLessThan(1e-13);
    const mean = await oracleLoss(backend, planted, plantedSet, { scale: 'mean' });
    expect(mean.lambda.data[0]).toBeCloseTo(0.4, 12);
    expect(mean.loss).toBe(loss);
  });

  it('two layers on onnx:cpu', async () => {
    const onnx = await openOnnxCpu();
    const { loss, lambda } = await oracleLoss(onnx, planted, plantedSet, { scale: 'sum' });
    await onnx.dispose();
    expect(loss).toBeLessThan(1e-13);
    expect(lambda.data[0]).toBeCloseTo(0.2, 12);
  });

  it('a linear model theta = sum lambda_i y_i x_i in 30 dimensions', async () => {
    const random = makeRandom(3);
    const x = random.normalTensor([10, 30], 1);
    const wanted = random.uniformTensor([10], 0.5, 2).data;
    wanted[4] = 0;
    const y = Array.from(wanted, (_, i) => (i % 3 === 0 ? 1 : -1));
    const theta = new Float64Array(30);
    x.data.forEach((value, index) => {
      const i = Math.floor(index / 30);
      theta[index % 30]! += wanted[i]! * y[i]! * value;
    });
    const network: ReluNetwork = { layers: [{ weight: makeHostTensor(theta, [1, 30]) }] };
    const { loss, lambda } = await oracleLoss(backend, network, { x, y: fromNested(y) }, { scale: 'sum' });
    expect(loss / parameterNormSquared(network)).toBeLessThan(1e-13);
    lambda.data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i]!, 9);
    });
  });
});

it('is ||theta||^2 where no multiplier helps', async () => {
  const { loss, lambda } = await oracleLoss(backend, linear, { x: fromNested([[1, 2]]), y: fromNested([-1]) });
  expect(loss).toBe(5);
  expect([...lambda.data]).toEqual([0]);
});

it('is L_stationary at its own multipliers, and no other non-negative multipliers do better', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomCases(),
      fc.constantFrom(undefined, 10),
      fc.constantFrom('mean' as const, 'sum' as const),
      fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
      async ({ network, candidates }, alpha, scale, weights) => {
        const { x, y } = candidates;
        const sharpness = definedOnly({ alpha });
        const { loss, lambda, byTensor, optimality } = await oracleLoss(
          backend,
          network,
          { x, y },
          { ...sharpness, scale },
        );
        expect(optimality).toBeLessThan(1e-9);
        expect(lambda.data.every((value) => value >= 0)).toBe(true);
        const options = { ...sharpness, scale };
        const own = await evaluateKkt(backend, network, { x, y, lambda }, options);
        const slack = 1e-9 * own.parameterNormSquared;
        expect(Math.abs(own.stationarity - loss)).toBeLessThan(slack);
        for (const [name, part] of Object.entries(own.byTensor)) {
          expect(Math.abs(part - byTensor[name]!)).toBeLessThan(slack);
        }
        const size = Math.max(...lambda.data, 0.1);
        const others = [
          weights.slice(0, x.shape[0]),
          Array.from(lambda.data, (value, i) => Math.max(0, value + 0.1 * size * (weights[i]! - 1.5))),
          candidates.lambda.data,
        ];
        for (const other of others) {
          const given = makeHostTensor(Float64Array.from(other), [x.shape[0]!]);
          const { stationarity } = await evaluateKkt(backend, network, { x, y, lambda: given }, options);
          expect(stationarity).toBeGreaterThanOrEqual(loss - slack);
        }
      },
    ),
    { numRuns: 100 },
  );
});

describe('refuses', () => {
  const x = fromNested([[1, 2]]);
  const y = fromNested([1]);
  it.each([
    [{ x: fromNested([[1]]), y }, {}, ShapeError],
    [{ x, y: fromNested([1, 1]) }, {}, ShapeError],
    [{ x, y: fromNested([2]) }, {}, DomainError],
    [{ x: fromNested([[Number.NaN, 0]]), y }, {}, DomainError],
    [{ x, y }, { alpha: -1 }, DomainError],
  ])('%#', async (points, options, type) => {
    await expect(oracleLoss(backend, twoNeurons, points, options)).rejects.toThrow(type);
  });
});
