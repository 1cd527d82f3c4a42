import {
  type CertifyProgress,
  certificateResults,
  certifyNetwork,
  kktResults,
  refineForCertificate,
  summarizeKkt,
  toVerdict,
} from '@noprior/certificate';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, test } from 'vitest';

const backend = openReference();

/** Two points on one line in three dimensions. */
const data: LabelledData = {
  x: fromNested([
    [3, 4, 0],
    [-6, -8, 0],
  ]),
  y: fromNested([1, -1]),
};

/** Unit i is c_i x_i / ||x_i||, its output weight +-c_i, and c_i^2 ||x_i|| = 1: the KKT point of the points above, with multipliers
 * 1 / ||x_i|| and ||theta||^2 = 2/5 + 2/10.
 *
 * @param memory  a third unit, orthogonal to the points and without an output: nothing explains it
 */
function networkWith(memory: number): ReluNetwork {
  const [first, second] = [Math.sqrt(0.2), Math.sqrt(0.1)];
  return {
    layers: [
      {
        weight: fromNested([
          [0.6 * first, 0.8 * first, 0],
          [-0.6 * second, -0.8 * second, 0],
          [0, 0, memory],
        ]),
      },
      { weight: fromNested([[first, -second, 0]]) },
    ],
  };
}

describe('at a KKT point in closed form', () => {
  test('nothing is unexplained, and points at the distance explain the weights as well', async () => {
    const certificate = await certifyNetwork(backend, networkWith(0), data, { distance: 100 });
    expect(toVerdict(certificate)).toBe('not-identifiable');
    const { kkt, alternative, parameterNormSquared } = certificate;
    expect(kkt.clarke.relative).toBeLessThan(1e-9);
    expect(kkt.hard.relative).toBeLessThan(1e-9);
    expect(kkt.norm ** 2).toBeCloseTo(0.6, 9);
    expect(parameterNormSquared).toBeCloseTo(0.6, 12);
    expect(kkt.smallestMargin).toBeCloseTo(1, 12);
    expect(Array.from(kkt.candidates.lambda.data)).toEqual([expect.closeTo(1 / 5, 9), expect.closeTo(1 / 10, 9)]);
    expect(alternative).toMatchObject({ kind: 'free', asked: 100, tried: 100, support: [0, 1] });
    expect(alternative.span).toMatchObject({ rank: 1, dimension: 3 });
    const { candidates, distances, account } = alternative.set!;
    expect(candidates.x.shape).toEqual([4, 3]);
    expect(distances.min).toBeGreaterThan(100 * (1 - 1e-9));
    expect(account.after.stationarity).toBeLessThan(1e-18);
    expect(account.after.margins.min).toBeCloseTo(1, 9);
  });

  test('results are plain JSON, without infinity', async () => {
    const certificate = await certifyNetwork(backend, networkWith(0), data);
    const results = certificateResults(certificate, 'model');
    expect(JSON.parse(JSON.stringify(results))).toEqual(results);
    expect(results).toMatchObject({ about: 'model', alternative: { asked: 1000 }, supportVectors: 2 });
    expect(results.radii.families.complement).toMatchObject({ count: 2, median: null, unbounded: 2 });
  });

  test('samples that are known to be other ones get no statement', async () => {
    const summary = await summarizeKkt(backend, networkWith(0), data, { otherSamples: true });
    expect(kktResults(summary)).toMatchObject({ verdict: 'no-statement', epsilonDelta: { premise: { holds: true } } });
  });
});

test.each([
  [0.5, 'not-identifiable'],
  [5, 'no-statement'],
])('memory of the initialisation of norm %d: %s', async (memory, verdict) => {
  const summary = await summarizeKkt(backend, networkWith(memory), data, { distance: 10 });
  const unexplained = memory / Math.sqrt(memory ** 2 + 0.6);
  expect(summary.kkt.clarke.relative).toBeCloseTo(unexplained, 9);
  expect(summary.kkt.residual.orthogonalToData).toBeCloseTo(memory ** 2, 9);
  expect(toVerdict(summary)).toBe(verdict);
});

test('refineForCertificate: before is about the given weights, the result is the KKT point', async () => {
  const options = { distance: 10 };
  const refined = await refineForCertificate(backend, networkWith(5), data, options, { targetResidual: 1e-8 });
  expect(toVerdict(refined.before)).toBe('no-statement');
  expect(refined.residual).toBeLessThan(1e-8);
  expect(refined.norm ** 2).toBeCloseTo(0.6, 9);
  const after = await summarizeKkt(backend, refined.network, data, options);
  expect(toVerdict(after)).toBe('not-identifiable');
});

describe('progress', () => {
  test('names every step, in order', async () => {
    const steps: string[] = [];
    const onProgress = ({ step }: CertifyProgress) => {
      if (steps.at(-1) !== step) steps.push(step);
    };
    await certifyNetwork(backend, networkWith(0), data, { onProgress });
    const expected = ['residual', 'clarkeResidual', 'alternativeSet', 'splitRadii', 'bounds'];
    expect(steps.filter((step) => step !== 'clarkeResidual')).toEqual(
      expected.filter((step) => step !== 'clarkeResidual'),
    );
    expect(expected).toEqual(expect.arrayContaining(steps));
  });

  test('what it throws ends the measurement', async () => {
    const stop = new Error('stop');
    const onProgress = () => {
      throw stop;
    };
    await expect(summarizeKkt(backend, networkWith(0), data, { onProgress })).rejects.toBe(stop);
  });
});

describe('errors', () => {
  test.each(['distance', 'alpha', 'kinkTolerance', 'clarkeSeconds', 'radiusPoints'])(
    '%s out of range',
    async (name) => {
      for (const value of [0, -1, Number.NaN]) {
        const certified = certifyNetwork(backend, networkWith(0), data, { [name]: value });
        await expect(certified).rejects.toMatchObject({ code: 'DOMAIN', message: expect.stringContaining(name) });
      }
    },
  );

  test('a network that is wrong about a sample', async () => {
    const wrong = { x: data.x, y: fromNested([-1, 1]) };
    await expect(summarizeKkt(backend, networkWith(0), wrong)).rejects.toMatchObject({ code: 'DOMAIN' });
  });
});
