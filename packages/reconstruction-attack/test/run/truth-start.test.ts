import { type KktAttackConfig, kktAttack, kktPresets, nothingKnown, truthStart } from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import {
  ConvergenceError,
  DomainError,
  DtypeError,
  fromNested,
  makeHostTensor,
  makeRandom,
  ShapeError,
} from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { expect, it } from 'vitest';
import { smallConfig, smallNetwork } from '../small-attack.ts';

const preset = kktPresets['adam-box'];

it('stays at the truth of a trained network, labels not balanced', async () => {
  const backend = await openOnnxCpu();
  const x = makeRandom(0).sphereTensor(5, 20, 10);
  const y = makeHostTensor([1, -1, 1, 1, -1], [5]);
  const start = makeNetwork({ inputSize: 20, hiddenSizes: [200], initialisation: 'scaled-first', seed: 0 });
  const { network } = await trainNetwork(backend, start, { x, y }, { targetLoss: 1e-6 });
  const config: KktAttackConfig = {
    ...preset,
    prior: { initialisation: { kind: 'gaussian', scale: 0.01 }, lambdaMin: 0.1, candidatesPerClass: 1 },
    maxIterations: 500,
  };
  const found = await truthStart(kktAttack, network, { x, y }, nothingKnown, { backend, config });
  expect(found.candidates.x.shape).toEqual([5, 20]);
  expect([...found.candidates.y.data]).toEqual([...y.data]);
  expect(Math.min(...found.drift!.cosine)).toBeGreaterThan(0.9);
  expect(found.drift!.above).toBe(1);
  expect(found.evaluation!.stationarity).toBeLessThan(found.oracleLoss);
  // It did move: this is where the attack settles, not the input again.
  expect(Math.max(...found.drift!.cosine)).toBeLessThan(1 - 1e-9);
  await backend.dispose();
});

const random = makeRandom(1);
const truth = { x: random.sphereTensor(3, 5, 2), y: makeHostTensor([1, -1, 1], [3]) };

it('starts at the oracle loss, multipliers raised to the floor, without a penalty for them', async () => {
  const backend = openReference();
  const config: KktAttackConfig = { ...smallConfig, maxIterations: 1, alpha: { from: 20, to: 300 } };
  const run = (lambdaMin: number) =>
    truthStart(kktAttack, smallNetwork, truth, nothingKnown, {
      backend,
      config: { ...config, prior: { ...config.prior, lambdaMin } },
    });
  const low = await run(0);
  // The best fit leaves one sample out; a thousandth of the mean costs next to nothing.
  expect(low.raised).toBe(1);
  expect(low.records[0]!.values.stationarity!).toBeGreaterThanOrEqual(low.oracleLoss - 1e-9);
  expect(low.records[0]!.values.stationarity!).toBeLessThan(low.oracleLoss * 1.001);
  const high = await run(100);
  expect(high.raised).toBe(3);
  expect(high.oracleLoss).toBe(low.oracleLoss);
  expect(high.records[0]!.values.dualFeasibility!).toBe(0);
  expect(high.records[0]!.values.stationarity!).toBeGreaterThan(high.oracleLoss);
});

it('says what is wrong', async () => {
  const backend = openReference();
  const run = (data: Partial<typeof truth>, config: Partial<KktAttackConfig>, network: ReluNetwork = smallNetwork) =>
    truthStart(kktAttack, network, { ...truth, ...data }, nothingKnown, {
      backend,
      config: { ...smallConfig, ...config },
    });
  await expect(run({}, { stepSize: -1 })).rejects.toThrow(/stepSize must be a positive number/);
  await expect(run({ x: fromNested([[1, 2]]) }, {})).rejects.toThrow(ShapeError);
  await expect(run({ y: fromNested([1, 2, 1]) }, {})).rejects.toThrow(DomainError);
  await expect(run({}, { stepSize: 1e300, maxIterations: 3 })).rejects.toThrow(ConvergenceError);
  const options = { backend, config: smallConfig };
  await expect(
    truthStart(kktAttack, smallNetwork, truth, nothingKnown, { ...options, evaluateEvery: 0 }),
  ).rejects.toThrow(/evaluateEvery must be a positive integer/);
  const narrow = { ...backend, dtypes: ['float32'] as const };
  const narrowed = truthStart(kktAttack, smallNetwork, truth, nothingKnown, { ...options, backend: narrow });
  await expect(narrowed).rejects.toThrow(DtypeError);
  // A network of zeros: no multiplier helps.
  const silent: ReluNetwork = {
    layers: [{ weight: fromNested([[0, 0, 0, 0, 0]]) }, { weight: fromNested([[0]]) }],
  };
  const none = { ...smallConfig.prior, lambdaMin: 0 };
  await expect(run({}, { prior: none }, silent)).rejects.toThrow(/multipliers .*all 0/);
});
