import { clarkeResidual, epsilonDelta } from '@noprior/clarke-residual';
import { oracleLoss } from '@noprior/kkt-loss';
import { makeNetwork, type ReluNetwork, scaleParameters } from '@noprior/relu-models';
import { DomainError, fromNested, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { halfKink, halfKinkSet, planted, plantedSet, randomCases, twoNeurons } from '@noprior/test-cases';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinkCases } from './kink-case.ts';
import { type Points, plainSample } from './plain-generators.ts';

const backend = openReference();

describe('by hand', () => {
  it.each(['hard', 'clarke'] as const)(
    '%s: margins 20 and 90 become 1 and 4.5, multipliers stay',
    async (derivative) => {
      const found = await epsilonDelta(backend, planted, plantedSet, { derivative });
      expect(found.smallestMargin).toBeCloseTo(20, 12);
      expect(found.rescaledBy).toBeCloseTo(1 / Math.sqrt(20), 12);
      expect(found.epsilon).toBeLessThan(1e-7);
      // With two layers, theta and its gradients grow alike.
      expect(found.lambda.data[0]).toBeCloseTo(0.2, 9);
      expect(found.lambda.data[1]).toBeCloseTo(0.1, 9);
      expect(found.delta).toBeCloseTo(0.1 * 3.5, 9);
    },
  );

  it('a point that needs a derivative of 1/2 at a kink', async () => {
    const hard = await epsilonDelta(backend, halfKink, halfKinkSet, { derivative: 'hard' });
    expect(hard.epsilon).toBeCloseTo(Math.sqrt(2) / 3, 12);
    expect(hard.relative).toBeCloseTo(Math.sqrt(2) / 6, 12);
    expect(hard).not.toHaveProperty('lowerBound');
    const clarke = await epsilonDelta(backend, halfKink, halfKinkSet, { derivative: 'clarke' });
    expect(clarke).toMatchObject({ derivative: 'clarke', delta: 0, rescaledBy: 1, smallestMargin: 1 });
    expect(clarke.epsilon).toBeLessThan(1e-12);
    expect(clarke.kinks?.pairs).toBe(1);
    expect(Object.keys(clarke.byTensor)).toEqual(['layers.0.weight', 'layers.1.weight']);
  });

  it('surrogate: the oracle loss of the rescaled network with that sharpness', async () => {
    const found = await epsilonDelta(backend, planted, plantedSet, { derivative: 'surrogate', alpha: 3 });
    const rescaled = scaleParameters(planted, 1 / Math.sqrt(20));
    const { loss, lambda } = await oracleLoss(backend, rescaled, plantedSet, { alpha: 3, scale: 'sum' });
    expect(found.epsilon ** 2).toBeCloseTo(loss, 12);
    expect(found.lambda.data[0]).toBeCloseTo(lambda.data[0]!, 12);
    expect(found.epsilon).toBeGreaterThan(1e-4);
  });
});

it('multiplying theta changes nothing, and the Clarke residual is the one of the network as it is', async () => {
  // Rounding moves exact kinks, so hard derivatives are compared away from them.
  const cases = fc.oneof(
    kinkCases(2, ['none', 'first']).map(({ network, points }) => ({ network, points, derivative: 'clarke' as const })),
    fc
      .tuple(randomCases(['none', 'first']), fc.constantFrom('hard' as const, 'surrogate' as const))
      .map(([{ network, candidates }, derivative]) => ({ network, points: labelled(network, candidates), derivative })),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(cases, fc.constantFrom(0.01, 3, 40), async ({ network, points, derivative }, factor) => {
      const q = marginsOf(network, points);
      fc.pre(Math.min(...q) > 1e-3);
      run++;
      const options = { derivative, gapTolerance: 1e-9, ...(derivative === 'surrogate' ? { alpha: 5 } : {}) };
      const found = await epsilonDelta(backend, network, points, options);
      const scaled = await epsilonDelta(backend, scaleParameters(network, factor), points, options);
      const close = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-6 * (1 + Math.abs(b)));
      close(scaled.rescaledBy * factor, found.rescaledBy);
      close(found.smallestMargin, Math.min(...q));
      close(scaled.smallestMargin, Math.min(...q) * factor ** network.layers.length);
      close(scaled.relative, found.relative);
      expect(found.delta).toBeGreaterThanOrEqual(0);
      if (derivative === 'clarke') {
        const { relative, kinks } = await clarkeResidual(backend, network, points, { gapTolerance: 1e-9 });
        close(relative, found.relative);
        expect(found.kinks).toMatchObject({ pairs: kinks.pairs });
        expect(found.lowerBound).toBeLessThanOrEqual(found.epsilon);
      }
    }),
    { numRuns: 100 },
  );
  expect(run).toBeGreaterThan(20);
});

function marginsOf(network: ReluNetwork, points: Points): number[] {
  return Array.from(points.y.data, (label, i) => label * plainSample(network, points, i).z.at(-1)![0]!);
}

/** The points with the network's own labels. */
function labelled(network: ReluNetwork, points: Points): Points {
  const y = marginsOf(network, points).map((margin, i) => (margin < 0 ? -1 : 1) * points.y.data[i]!);
  return { x: points.x, y: fromNested(y) };
}

describe('refuses', () => {
  const x = fromNested([[2, 0.5]]);
  const y = fromNested([1]);
  const upper: ReluNetwork = makeNetwork({ inputSize: 2, hiddenSizes: [3], bias: 'all', seed: 1 });
  it.each([
    [twoNeurons, { x: fromNested([[1]]), y }, { derivative: 'hard' }, ShapeError, /expects/],
    [twoNeurons, { x, y: fromNested([-1]) }, { derivative: 'hard' }, DomainError, /smallest margin is -5/],
    [upper, { x, y }, { derivative: 'hard' }, DomainError, /not homogeneous/],
    [twoNeurons, { x, y }, { derivative: 'surrogate' }, DomainError, /needs alpha/],
    [twoNeurons, { x, y }, { derivative: 'hard', alpha: 3 }, DomainError, /leave it out/],
    [twoNeurons, { x, y }, { derivative: 'surrogate', alpha: -3 }, DomainError, /alpha must be a positive/],
    [twoNeurons, { x, y }, { derivative: 'clarke', kinkTolerance: -1 }, DomainError, /kinkTolerance/],
    [twoNeurons, { x, y }, { derivative: 'soft' as 'hard' }, DomainError, /hard, surrogate or clarke, got soft/],
  ] as const)('%#', async (network, points, options, type, message) => {
    const attempt = epsilonDelta(backend, network, points, options);
    await expect(attempt).rejects.toThrow(type);
    await expect(attempt).rejects.toThrow(message);
  });
});
