import { clarkeResidual } from '@noprior/clarke-residual';
import { loadDataset } from '@noprior/datasets';
import { type LabelledData, makeNetwork, type ReluNetwork, scaleParameters, trainNetwork } from '@noprior/relu-models';
import { type Backend, fromNested, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refineToKkt } from '../src/index.ts';
import { handData, handNetwork, kktNetwork } from './hand-networks.ts';
import { plainResidual } from './plain-residual.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openOnnxCpu();
});
afterAll(() => backend.dispose());

async function trained(
  dataset: 'toy2d' | 'sphere',
  hidden: readonly number[],
  initialisation: 'pytorch' | 'small',
): Promise<{ network: ReluNetwork; training: LabelledData }> {
  const dimension = dataset === 'sphere' ? { dimension: 50 } : {};
  const { training } = await loadDataset({ dataset, perClass: 8, seed: 3, ...dimension });
  const start = makeNetwork({ inputSize: training.x.shape[1]!, hiddenSizes: hidden, initialisation, seed: 1 });
  const { network } = await trainNetwork(backend, start, training, { targetLoss: 1e-5, dtype: 'float64' });
  return { network, training };
}

function negated({ data, shape }: HostTensor): HostTensor {
  return makeHostTensor(
    data.map((value) => -value),
    shape,
  );
}

const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values));
const smallest = (values: ArrayLike<number>): number => Math.min(...Array.from(values));

describe('a KKT point known by hand', () => {
  test('is left as it is, but for its scale', async () => {
    const scaled = scaleParameters(kktNetwork, 3);
    const { network, ended, iterations, lambda } = await refineToKkt(openReference(), scaled, handData, {
      targetResidual: 1e-12,
    });
    expect([ended, iterations]).toEqual(['targetResidual', 1]); // one look with wide kinks, one with narrow ones
    for (const [layer, { weight }] of network.layers.entries()) {
      weight.data.forEach((value, at) => {
        expect(value).toBeCloseTo(kktNetwork.layers[layer]!.weight.data[at]!, 12);
      });
    }
    expect(Array.from(lambda.data)).toEqual([expect.closeTo(1 / 5, 12), expect.closeTo(1 / 10, 12)]);
  });

  test('is reached where units have the right directions and the wrong lengths', async () => {
    const { norm, residual } = await refineToKkt(openReference(), handNetwork, handData, { targetResidual: 1e-10 });
    expect(residual).toBeLessThan(1e-10);
    expect(norm ** 2).toBeCloseTo(0.6, 9);
  });

  test('is found again from a perturbation', async () => {
    const bent: ReluNetwork = {
      layers: [
        {
          weight: fromNested([
            [1.6, 1.4],
            [-1.5, -2.9],
          ]),
        },
        { weight: fromNested([[1.3, -2]]) },
      ],
    };
    const { network, residual, lambda, norm } = await refineToKkt(openReference(), bent, handData, {
      targetResidual: 1e-10,
    });
    expect(residual).toBeLessThan(1e-10);
    expect(norm ** 2).toBeCloseTo(0.6, 9);
    expect(lambda.data[0]).toBeCloseTo(1 / 5, 8);
    expect(lambda.data[1]).toBeCloseTo(1 / 10, 8);
    const [w] = network.layers;
    expect(w!.weight.data[0]! / w!.weight.data[1]!).toBeCloseTo(3 / 4, 8);
  });
});

describe.each([
  ['toy2d', [60], 'pytorch', 1e-3],
  ['sphere', [80], 'pytorch', 1e-6],
  ['sphere', [30, 30], 'small', 1e-3],
] as const)('%s, hidden layers %j, %s initialisation', (dataset, hidden, initialisation, target) => {
  test('reaches KKT, with margins, multipliers and residual that plain loops confirm', async () => {
    const { network, training } = await trained(dataset, hidden, initialisation);
    const norms: number[] = [];
    const result = await refineToKkt(backend, network, training, {
      targetResidual: target,
      maxIterations: 600,
      onProgress: ({ norm }) => void norms.push(norm),
    });
    expect(result.ended).toBe('targetResidual');
    const { relative, margins } = plainResidual(result.network, training, result.lambda, result.selections);
    expect(relative).toBeLessThanOrEqual(target * (1 + 1e-6));
    expect(Math.abs(relative - result.residual)).toBeLessThan(1e-9);
    expect(Math.abs(smallest(margins) - 1)).toBeLessThan(1e-9);
    expect(largest(margins.map((q, i) => Math.abs(q - result.margins.data[i]!)))).toBeLessThan(1e-9);
    expect(smallest(result.lambda.data)).toBeGreaterThanOrEqual(0);
    for (const s of result.selections) {
      expect(smallest(s.data)).toBeGreaterThanOrEqual(0);
      expect(largest(s.data)).toBeLessThanOrEqual(1);
    }
    expect(result.slackness).toBeLessThan(1e-2);
    expect(result.kinkTolerance).toBe(1e-3);
    const { relative: certified } = await clarkeResidual(backend, result.network, training, {
      kinkTolerance: 1e-3,
      maxCycles: 30,
    });
    // With two hidden layers clarkeResidual finds a minimum of its own, from another start.
    expect(certified).toBeLessThan(hidden.length === 1 ? 2 * target : 20 * target);
    expect(result.records.length).toBe(norms.length);
    expect(result.norm).toBeLessThan(norms[0]!);
  });
});

test('without freedom at kinks the same steps stall far from KKT', async () => {
  const { network, training } = await trained('sphere', [80], 'pytorch');
  const free = await refineToKkt(backend, network, training, { targetResidual: 1e-6, maxIterations: 400 });
  const hard = await refineToKkt(backend, network, training, { kinkTolerance: 1e-12, maxIterations: 100 });
  expect(free.residual).toBeLessThan(1e-6);
  expect(hard.residual).toBeGreaterThan(0.05);
});

test('kinks are taken widely first; the target is reached again with narrow ones', async () => {
  const { network, training } = await trained('sphere', [30, 30], 'small');
  const result = await refineToKkt(backend, network, training, { targetResidual: 1e-3, maxIterations: 600 });
  const tolerances = result.records.map(({ kinkTolerance }) => kinkTolerance);
  expect([tolerances[0], tolerances.at(-1)]).toEqual([0.01, 1e-3]);
  expect(result.records[tolerances.lastIndexOf(0.01)]!.residual).toBeLessThanOrEqual(1e-3);
  const wide = await refineToKkt(backend, network, training, { targetResidual: 1e-3, finalKinkTolerance: 0.01 });
  expect(wide.kinkTolerance).toBe(0.01);
  expect(wide.iterations).toBe(tolerances.lastIndexOf(0.01));
});

test('the first layer ends in the span of the data', async () => {
  const { network, training } = await trained('sphere', [40], 'pytorch');
  const { network: refined } = await refineToKkt(backend, network, training, { maxIterations: 20 });
  const [count, d] = training.x.shape as readonly [number, number];
  // A direction orthogonal to the data by Gram-Schmidt against rows that were made orthonormal first.
  const basis: Float64Array[] = [];
  const orthogonal = (vector: Float64Array): Float64Array => {
    for (let pass = 0; pass < 2; pass++) {
      for (const row of basis) {
        const product = row.reduce((total, value, c) => total + value * vector[c]!, 0);
        row.forEach((value, c) => {
          vector[c]! -= product * value;
        });
      }
    }
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  for (let i = 0; i < count; i++) basis.push(orthogonal(Float64Array.from(training.x.data.slice(i * d, (i + 1) * d))));
  const v = orthogonal(new Float64Array(d).map((_, c) => Math.cos(c * c)));
  const along = (net: ReluNetwork): number => {
    const { weight } = net.layers[0]!;
    return largest(
      Array.from({ length: weight.shape[0]! }, (_, j) =>
        Math.abs(v.reduce((total, value, c) => total + value * weight.data[j * d + c]!, 0)),
      ),
    );
  };
  expect(along(network)).toBeGreaterThan(1e-2);
  expect(along(refined)).toBeLessThan(1e-13);
});

test('the scale of the network does not matter', async () => {
  const { network, training } = await trained('toy2d', [40], 'small');
  const options = { maxIterations: 10, targetResidual: 1e-12 };
  const once = await refineToKkt(openReference(), network, training, options);
  const scaled = await refineToKkt(openReference(), scaleParameters(network, 4), training, options);
  expect(scaled.norm / once.norm).toBeCloseTo(1, 10);
  expect(scaled.residual / once.residual).toBeCloseTo(1, 6);
});

test('one point, one class, duplicates and points without a multiplier', async () => {
  const one = await refineToKkt(
    openReference(),
    handNetwork,
    { x: fromNested([[3, 4]]), y: fromNested([1]) },
    { targetResidual: 1e-8 },
  );
  expect(one.residual).toBeLessThan(1e-8);
  expect(one.norm ** 2).toBeCloseTo(2 / 5, 6);
  const doubled: LabelledData = {
    x: fromNested([
      [3, 4],
      [3, 4],
      [-6, -8],
      [-60, -80],
    ]),
    y: fromNested([1, 1, -1, -1]),
  };
  const many = await refineToKkt(openReference(), handNetwork, doubled, { targetResidual: 1e-8 });
  expect(many.norm ** 2).toBeCloseTo(0.6, 6);
  expect(many.lambda.data[0]! + many.lambda.data[1]!).toBeCloseTo(1 / 5, 6);
  expect(many.lambda.data[3]).toBe(0);
  const oneClass = await refineToKkt(
    openReference(),
    handNetwork,
    {
      x: fromNested([
        [3, 4],
        [4, 3],
      ]),
      y: fromNested([1, 1]),
    },
    { targetResidual: 1e-8 },
  );
  expect(oneClass.residual).toBeLessThan(1e-8);
});

test('limits and abort return the best point reached', async () => {
  const { network, training } = await trained('toy2d', [40], 'small');
  const none = await refineToKkt(openReference(), network, training, { maxIterations: 0 });
  expect([none.ended, none.iterations, none.records.length]).toEqual(['maxIterations', 0, 1]);
  const short = await refineToKkt(openReference(), network, training, { maxSeconds: 1e-9 });
  expect(short.ended).toBe('maxSeconds');
  const controller = new AbortController();
  const aborted = await refineToKkt(openReference(), network, training, {
    signal: controller.signal,
    targetResidual: 1e-15,
    onProgress: ({ iteration, secondsLeft }) => {
      if (iteration === 7) controller.abort();
      if (iteration > 3) expect(secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
    },
  });
  expect([aborted.ended, aborted.records.length]).toEqual(['aborted', 9]);
  expect(aborted.residual).toBe(Math.min(...aborted.records.map(({ residual }) => residual)));
});

test('no tensor is left on the backend', async () => {
  const { network, training } = await trained('toy2d', [40], 'small');
  const counting = countingBackend(openReference());
  await refineToKkt(counting, network, training, { maxIterations: 12 });
  expect(counting.alive.size).toBe(0);
  await expect(refineToKkt(counting, network, { ...training, y: negated(training.y) })).rejects.toThrow(/wrong about/);
  expect(counting.alive.size).toBe(0);
});

test('bad input', async () => {
  const reference = openReference();
  const biased: ReluNetwork = {
    layers: [{ weight: handNetwork.layers[0]!.weight }, { ...handNetwork.layers[1]!, bias: fromNested([0.1]) }],
  };
  await expect(refineToKkt(reference, biased, handData)).rejects.toThrow(/not homogeneous.*bias/);
  const wrong = { ...handData, y: fromNested([-1, -1]) };
  await expect(refineToKkt(reference, handNetwork, wrong)).rejects.toThrow(/wrong about a sample/);
  const zeros: HostTensor = makeHostTensor(new Float64Array(4), [2, 2]);
  await expect(refineToKkt(reference, handNetwork, { x: zeros, y: handData.y })).rejects.toThrow(
    /wrong about a sample/,
  );
  const shape = { x: fromNested([[1, 2, 3]]), y: fromNested([1]) };
  await expect(refineToKkt(reference, handNetwork, shape)).rejects.toThrow(/x has shape/);
  for (const options of [
    { targetResidual: 0 },
    { maxSeconds: -1 },
    { stepSize: 2 },
    { kinkTolerance: Number.NaN },
    { finalKinkTolerance: 0 },
    { momentumHorizon: 0 },
    { maxIterations: -1 },
  ]) {
    await expect(refineToKkt(reference, handNetwork, handData, options)).rejects.toThrow(/refineToKkt: \w+ must be/);
  }
});
