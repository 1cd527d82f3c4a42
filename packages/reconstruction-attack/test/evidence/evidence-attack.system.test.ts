import { type EvidenceAttackConfig, firstLayerEvidence } from '@noprior/reconstruction-attack';
import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { countingBackend } from '@noprior/tensor-conformance';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';
import { evidenceAttackDefaults } from '../../src/evidence/evidence-attack-config.ts';
import { runEvidence } from '../run-with.ts';

const dimension = 20;

const small: EvidenceAttackConfig = {
  ...evidenceAttackDefaults,
  prior: { initialisation: { kind: 'gaussian', scale: 0.1 }, box: { low: -1, high: 1 }, candidatesPerClass: 2 },
  noise: { from: 0.5, to: 0.5 },
  contrast: 0.2,
  maxIterations: 30,
  dtype: 'float64',
};
const smallNetwork = makeNetwork({ inputSize: 5, hiddenSizes: [7], seed: 3, dtype: 'float64' });

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [inner, left, right] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    inner += a[k]! * b[k]!;
    left += a[k]! ** 2;
    right += b[k]! ** 2;
  }
  return inner / Math.sqrt(left * right);
}

function bestCosines(candidates: HostTensor, images: HostTensor): number[] {
  const row = ({ data }: HostTensor, i: number) => data.subarray(i * dimension, (i + 1) * dimension);
  return Array.from({ length: images.shape[0]! }, (_, j) =>
    Math.max(...Array.from({ length: candidates.shape[0]! }, (_, i) => cosine(row(candidates, i), row(images, j)))),
  );
}

/** Four points near the sphere of radius 10, two for each label, those two nearly opposite. */
function fourPoints(seed: number): HostTensor {
  const { data } = makeRandom(seed).sphereTensor(4, dimension, 10);
  for (let k = 0; k < 2 * dimension; k++) data[2 * dimension + k] = 0.3 * data[2 * dimension + k]! - data[k]!;
  return makeHostTensor(data, [4, dimension]);
}

it.each([0, 1])('finds the four points of a trained network, and no others, seed %i', async (seed) => {
  const backend = await openOnnxCpu();
  const x = fourPoints(seed);
  const heldOut = makeRandom(seed).fork('held-out').sphereTensor(4, dimension, 10);
  const y = makeHostTensor([1, -1, 1, -1], [4]);
  const start = makeNetwork({ inputSize: dimension, hiddenSizes: [200, 200], initialisation: 'scaled-first', seed });
  const { network } = await trainNetwork(backend, start, { x, y }, { targetLoss: 1e-6 });
  const config = {
    ...evidenceAttackDefaults,
    prior: { initialisation: { kind: 'gaussian', scale: 0.01 }, box: { low: -5, high: 5 }, candidatesPerClass: 6 },
    noise: { from: 1e-2, to: 1e-4 },
    stepSize: 0.05,
    maxIterations: 800,
    seed,
  } as const;
  const { candidates, records } = await runEvidence(network, config, { backend });
  expect(Math.min(...bestCosines(candidates.x, x))).toBeGreaterThan(0.85);
  expect(Math.max(...bestCosines(candidates.x, heldOut))).toBeLessThan(0.65);
  // The last record is the evidence before the last update, whose step is all but 0 by then.
  const { value } = await firstLayerEvidence(backend, network, candidates, { noise: 1e-4, alpha: 100 });
  expect(records.at(-1)!.values.value! / value).toBeCloseTo(1, 2);
  // The same attack on the same network before it was trained: what it finds, it finds in the weights.
  const untrained = await runEvidence(start, config, { backend });
  expect(Math.max(...bestCosines(untrained.candidates.x, x))).toBeLessThan(0.8);
  await backend.dispose();
});

it('moves against the derivative of the evidence by every coordinate and multiplier', async () => {
  const backend = openReference();
  const config: EvidenceAttackConfig = { ...small, contrast: 0, alpha: 3, stepSize: 1e-6, logLambdaStepSize: 1e-6 };
  const random = makeRandom(5);
  const start = {
    x: random.uniformTensor([4, 5], -0.9, 0.9, 'float64'),
    lambda: random.uniformTensor([4], 0.5, 2, 'float64'),
    y: makeHostTensor(Float64Array.from([1, -1, 1, -1]), [4]),
  };
  const after = await runEvidence(smallNetwork, { ...config, maxIterations: 1 }, { backend, start });
  const valueAt = async (x: HostTensor, lambda: HostTensor) =>
    (await firstLayerEvidence(backend, smallNetwork, { ...start, x, lambda }, { noise: 0.5, alpha: 3 })).value;
  const shifted = (tensor: HostTensor, at: number, change: (value: number) => number) =>
    makeHostTensor(
      Float64Array.from(tensor.data, (value, k) => (k === at ? change(value) : value)),
      tensor.shape,
    );
  const h = 1e-5;
  for (let at = 0; at < 20; at++) {
    const above = await valueAt(
      shifted(start.x, at, (value) => value + h),
      start.lambda,
    );
    const below = await valueAt(
      shifted(start.x, at, (value) => value - h),
      start.lambda,
    );
    const moved = after.candidates.x.data[at]! - start.x.data[at]!;
    // Adam's first step is the sign of the derivative times the step size.
    if (Math.abs(above - below) > 1e-9) expect(Math.sign(moved)).toBe(-Math.sign(above - below));
  }
  for (let at = 0; at < 4; at++) {
    const above = await valueAt(
      start.x,
      shifted(start.lambda, at, (value) => value * (1 + h)),
    );
    const below = await valueAt(
      start.x,
      shifted(start.lambda, at, (value) => value * (1 - h)),
    );
    expect(Math.sign(after.candidates.lambda.data[at]! - start.lambda.data[at]!)).toBe(-Math.sign(above - below));
  }
});

it('keeps the box, records, gives the same numbers again, and leaves no tensor behind', async () => {
  const backend = countingBackend(openReference());
  const seen: number[] = [];
  const run = () =>
    runEvidence(smallNetwork, small, {
      backend,
      evaluateEvery: 10,
      onProgress: ({ iteration, secondsLeft }) => {
        seen.push(iteration);
        expect(secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
      },
    });
  const [one, two] = [await run(), await run()];
  expect(seen).toEqual([0, 10, 20, 29, 0, 10, 20, 29]);
  expect(one.candidates).toEqual(two.candidates);
  expect(one.records.map(({ values }) => values)).toEqual(two.records.map(({ values }) => values));
  expect(Math.max(...one.candidates.x.data.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(Math.min(...one.candidates.lambda.data)).toBeGreaterThan(0);
  expect(one.ended).toBe('maxIterations');
  expect(backend.alive.size).toBe(0);
});

it('ends early when asked to, with what it has', async () => {
  const backend = openReference();
  const aborted = await runEvidence(smallNetwork, small, { backend, signal: AbortSignal.abort() });
  expect(aborted).toMatchObject({ ended: 'aborted', iterations: 0, records: [] });
  expect(aborted.candidates.x.shape).toEqual([4, 5]);
  const short = await runEvidence(smallNetwork, small, { backend, maxSeconds: 1e-9 });
  expect(short.ended).toBe('maxSeconds');
});

it.each<[string, Partial<EvidenceAttackConfig>]>([
  ['noise.to', { noise: { from: 1, to: 0 } }],
  ['noise.from', { noise: { from: Number.NaN, to: 1 } }],
  ['misfit', { misfit: 0 }],
  ['alpha', { alpha: -1 }],
  ['stepSize', { stepSize: Number.POSITIVE_INFINITY }],
  ['logLambdaStepSize', { logLambdaStepSize: 0 }],
  ['maxIterations', { maxIterations: 0.5 }],
  ['candidatesPerClass', { prior: { ...small.prior, candidatesPerClass: 0 } }],
  ['initialisation.radius', { prior: { ...small.prior, initialisation: { kind: 'sphere', radius: 0 } } }],
  ['contrast', { contrast: -1 }],
  ['form', { form: 'other' as 'auto' }],
  ['contrast', { prior: { initialisation: small.prior.initialisation, candidatesPerClass: 1 } }],
  ['seed', { seed: -1 }],
])('refuses a configuration by the name of its mistake: %s', async (name, change) => {
  const run = runEvidence(smallNetwork, { ...small, ...change }, { backend: openReference() });
  await expect(run).rejects.toThrow(DomainError);
  await expect(run).rejects.toThrow(name);
});

it('refuses options and starts that do not fit', async () => {
  const backend = openReference();
  const run = (options: object) => runEvidence(smallNetwork, small, { backend, ...options });
  await expect(run({ evaluateEvery: 0 })).rejects.toThrow('evaluateEvery');
  await expect(run({ maxSeconds: 0 })).rejects.toThrow('maxSeconds');
  const start = {
    x: makeHostTensor([1, 2], [1, 2]),
    lambda: makeHostTensor([1], [1]),
    y: makeHostTensor([1], [1]),
  };
  await expect(run({ start })).rejects.toThrow(ShapeError);
});

it('hands out the candidates after every record, the last of them those of the result', async () => {
  const snapshots: { iteration: number; x: readonly number[]; lambda: readonly number[] }[] = [];
  const { candidates, records, iterations } = await runEvidence(smallNetwork, small, {
    backend: openReference(),
    evaluateEvery: 10,
    onFound: ({ iteration, candidates: { x, lambda } }) =>
      snapshots.push({ iteration, x: [...x.data], lambda: [...lambda.data] }),
  });
  expect(snapshots.map(({ iteration }) => iteration)).toEqual(records.map(({ iteration }) => iteration + 1));
  expect(snapshots.at(-1)).toEqual({
    iteration: iterations,
    x: [...candidates.x.data],
    lambda: [...candidates.lambda.data],
  });
  expect(snapshots[0]!.x).not.toEqual(snapshots[1]!.x);
});
