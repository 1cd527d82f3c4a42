import { loadDataset } from '@noprior/datasets';
import { evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import { type DataSpan, projectOntoSpan, spanOf } from '@noprior/linear-algebra';
import { makeNetwork, type ReluNetwork, toNetworkDtype, trainNetwork } from '@noprior/relu-models';
import { toHostDtype } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { findRealData } from '@noprior/test-resources';
import { describe, expect, it } from 'vitest';
import { type FreeFarKktSet, farKktSet, largestSplitRadius } from '../src/index.ts';
import { transformSequence } from './transform-sequence.ts';

const backend = openReference();
const { folder: dataDir, isAbsent } = findRealData('mnist');

/** The network without what its first layer has off the span: the data do not notice. */
function onSpan(network: ReluNetwork, span: DataSpan): ReluNetwork {
  const [first, ...above] = toNetworkDtype(network, 'float64').layers;
  return { ...network, layers: [{ ...first!, weight: projectOntoSpan(span, first!.weight) }, ...above] };
}

function isFree(result: { readonly kind: string }): asserts result is FreeFarKktSet {
  expect(result.kind).toBe('free');
}

describe.skipIf(isAbsent)('MNIST', () => {
  it('digits of a trained network, with and without the part of W_1 off the data', async () => {
    const { training } = await loadDataset({ dataset: 'mnist', perClass: 10, seed: 0, dataDir });
    const onnx = await openOnnxCpu();
    const start = makeNetwork({ inputSize: 784, hiddenSizes: [100, 60], initialisation: 'scaled-first', seed: 0 });
    const trained = (await trainNetwork(onnx, start, training, { targetLoss: 1e-4, maxIterations: 3000 })).network;
    await onnx.dispose();
    const x = toHostDtype(training.x, 'float64');
    const y = toHostDtype(training.y, 'float64');
    const { lambda } = await oracleLoss(backend, trained, { x, y });
    const candidates = { x, y, lambda };

    // Away and back: 20 splits at once, then every pair of halves united again.
    const { points } = await largestSplitRadius(backend, trained, x, { families: ['complement'] });
    const splits = points.map(({ best }, index) => {
      const reach = 0.9 * Math.min(best.radius, 10);
      return { index, direction: best.direction, a: reach, b: reach / 3, mode: 'stationarity' as const };
    });
    const groups = splits.map(({ index }) => [index, index + 20]);
    const away = await transformSequence(backend, trained, candidates, [{ kind: 'split', splits }]);
    expect(away.account.patterns).toMatchObject({ points: 60, layers: 2, units: 160, changedUnits: 0 });
    expect(away.account.stationarityChange).toBeLessThan(1e-12);
    const back = await transformSequence(backend, trained, away.candidates, [{ kind: 'unite', groups }]);
    expect(back.account.stationarityChange).toBeLessThan(1e-12);
    for (const { account } of [away, back]) {
      for (const change of Object.values(account.changeByTensor)) expect(change).toBeLessThan(1e-11);
    }
    back.candidates.x.data.forEach((value: number, j: number) => {
      expect(Math.abs(value - x.data[j]!)).toBeLessThan(1e-12);
    });

    const network = onSpan(trained, spanOf(x));
    const before = await evaluateKkt(backend, network, candidates);
    for (const distance of [1, 1e3, 1e6]) {
      const far = await farKktSet(backend, network, candidates, { distance });
      isFree(far);
      const after = await evaluateKkt(backend, network, far.candidates);
      expect(Math.abs(after.stationarity / before.stationarity - 1)).toBeLessThan(1e-9);
      for (const change of Object.values(far.account.changeByTensor)) expect(change).toBeLessThan(1e-9);
      expect(Math.abs(after.margins.min / before.margins.min - 1)).toBeLessThan(1e-9);
      expect(Math.min(...far.distances) / distance).toBeCloseTo(1, 9);
    }

    // 100 units see at most 100 of 784 dimensions, so this needs no training to anything.
    const blind = await farKktSet(backend, trained, candidates, { distance: 1e3 });
    isFree(blind);
    expect(blind.account.stationarityChange).toBeLessThan(1e-9);
  });

  it('a wide first layer that kept its initialisation bounds the distance', async () => {
    const { training } = await loadDataset({ dataset: 'mnist', perClass: 10, seed: 0, dataDir });
    const onnx = await openOnnxCpu();
    const start = makeNetwork({ inputSize: 784, hiddenSizes: [800], initialisation: 'scaled-first', seed: 0 });
    const trained = (await trainNetwork(onnx, start, training, { targetLoss: 0.1, maxIterations: 400 })).network;
    const x = toHostDtype(training.x, 'float64');
    const y = toHostDtype(training.y, 'float64');
    const { lambda } = await oracleLoss(onnx, trained, { x, y });
    const candidates = { x, y, lambda };
    const far = await farKktSet(onnx, trained, candidates, { distance: 1e6 });
    await onnx.dispose();
    expect(far).toMatchObject({ kind: 'bounded', reason: 'residual' });
    if (far.kind !== 'bounded') return;
    far.bound.forEach(({ radius }, k) => {
      expect(radius).toBeLessThanOrEqual(far.reachable[k]!);
    });
    expect(far.set!.account.stationarityChange).toBeLessThan(1e-12);
    for (const change of Object.values(far.set!.account.changeByTensor)) expect(change).toBeLessThan(1e-8);
    expect(Math.min(...far.set!.distances)).toBeGreaterThan(0.9 * Math.min(...far.reachable));
  });
});
