import { impliedMultipliers, multiplierLaw } from '@noprior/kkt-loss';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const backend = openReference();

describe('multiplierLaw', () => {
  it('finds the constants of a law that holds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (kappa, offset, seed) => {
          const margins = makeRandom(seed).uniformTensor([12], 3, 20, 'float64');
          const smallest = Math.min(...margins.data);
          const lambda = makeHostTensor(
            Float64Array.from(margins.data, (q) => kappa / (q - smallest + offset)),
            [12],
          );
          const law = multiplierLaw({ margins, lambda });
          expect(law.rms).toBeLessThan(1e-5);
          expect(law.kappa / kappa).toBeCloseTo(1, 3);
          expect(law.offset / offset).toBeCloseTo(1, 3);
          expect(law.spread).toBeGreaterThan(law.rms);
        },
      ),
    );
  });

  it('fits multipliers that grow with the margin no better than a constant', () => {
    const law = multiplierLaw({ margins: fromNested([1, 2, 3, 4]), lambda: fromNested([1, 2, 3, 4]) });
    expect(law.rms).toBeGreaterThan(0.98 * law.spread);
  });

  it('refuses what it cannot fit', () => {
    expect(() => multiplierLaw({ margins: fromNested([1, 2]), lambda: fromNested([1, 2]) })).toThrow(ShapeError);
    expect(() => multiplierLaw({ margins: fromNested([1, 2, 3]), lambda: fromNested([1, 2]) })).toThrow(ShapeError);
    expect(() => multiplierLaw({ margins: fromNested([1, 2, 3]), lambda: fromNested([1, 0, 2]) })).toThrow('lambda[1]');
    const broken = fromNested([1, Number.POSITIVE_INFINITY, 3]);
    expect(() => multiplierLaw({ margins: broken, lambda: fromNested([1, 1, 2]) })).toThrow(DomainError);
  });
});

describe('impliedMultipliers', () => {
  it('reads the multipliers off a first layer that has the KKT form', async () => {
    // W_2 = (2, -3) and orthogonal points, each active at one unit alone: W_1 = sum_i lambda_i y_i delta_i x_i^T.
    const network: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [2 * 0.3 * 1, 0],
            [0, 3 * 0.5 * 2],
          ]),
        },
        { weight: fromNested([[2, -3]]) },
      ],
    };
    const training = {
      x: fromNested([
        [1, 0],
        [0, 2],
      ]),
      y: fromNested([1, -1]),
    };
    const { lambda, agreement, margins } = await impliedMultipliers(backend, network, training);
    expect([...lambda.data].map((value) => value.toFixed(6))).toEqual(['0.300000', '0.500000']);
    expect([...agreement.data].map((value) => value.toFixed(6))).toEqual(['1.000000', '1.000000']);
    expect([...margins.data].map((value) => value.toFixed(4))).toEqual(['1.2000', '18.0000']);
  });

  it('of a trained network follow the law far better than a constant, and of an untrained one do not agree', async () => {
    const dimension = 40;
    const x = makeRandom(1).sphereTensor(16, dimension, 6, 'float64');
    const y = makeHostTensor(
      Float64Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : -1)),
      [16],
    );
    const start = makeNetwork({ inputSize: dimension, hiddenSizes: [200], initialisation: 'scaled-first', seed: 1 });
    const { network } = await trainNetwork(backend, start, { x, y }, { targetLoss: 1e-6 });
    const implied = await impliedMultipliers(backend, network, { x, y });
    expect(Math.min(...implied.agreement.data)).toBeGreaterThan(0.7);
    const law = multiplierLaw(implied);
    expect(law.rms).toBeLessThan(0.6 * law.spread);
    const untrained = await impliedMultipliers(backend, start, { x, y });
    expect(Math.max(...untrained.agreement.data)).toBeLessThan(0.5);
  });

  it('refuses points that do not fit the network', async () => {
    const network = makeNetwork({ inputSize: 2, hiddenSizes: [3], seed: 0 });
    const points = { x: fromNested([[1, 2, 3]]), y: fromNested([1]) };
    await expect(impliedMultipliers(backend, network, points)).rejects.toThrow(ShapeError);
    await expect(impliedMultipliers(backend, network, { x: fromNested([[1, 2]]), y: fromNested([2]) })).rejects.toThrow(
      DomainError,
    );
  });
});
