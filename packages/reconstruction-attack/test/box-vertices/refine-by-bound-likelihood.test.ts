import { orthonormalBasis, rowOf } from '@noprior/linear-algebra';
import { type Dtype, evaluate, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import {
  type BoundLikelihoodSettings,
  boundLikelihoodStep,
  refineByBoundLikelihood,
} from '../../src/box-vertices/refine-by-bound-likelihood.ts';
import { cosines } from './planted-vertices.ts';

/** k orthonormal axes in d coordinates around the middle of a box of many widths. */
function settingsOf(
  d: number,
  k: number,
  seed: number,
  over: Partial<BoundLikelihoodSettings> = {},
): BoundLikelihoodSettings {
  const random = makeRandom(seed);
  const rows = orthonormalBasis(
    Array.from({ length: k }, () => Float64Array.from({ length: d }, () => random.normal())),
  );
  const axes = new Float64Array(d * k);
  for (const [a, row] of rows.entries()) for (let j = 0; j < d; j++) axes[j * k + a] = row[j]!;
  const widths = Float64Array.from({ length: d }, () => 0.5 + random.uniform());
  return {
    span: { origin: makeHostTensor(new Float64Array(d), [d]), axes: makeHostTensor(axes, [d, k]) },
    range: {
      low: makeHostTensor(
        widths.map((width) => -0.3 * width),
        [d],
      ),
      high: makeHostTensor(
        widths.map((width) => 0.7 * width),
        [d],
      ),
    },
    probabilities: {
      low: Float64Array.from({ length: d }, () => 0.1 + 0.6 * random.uniform()),
      high: Float64Array.from({ length: d }, () => 0.05 + 0.2 * random.uniform()),
    },
    noiseScale: 0.1,
    dtype: 'float64',
    ...over,
  };
}

/** The likelihood as it is written, in the unit of the step. */
function objective({ span, range, probabilities, noiseScale }: BoundLikelihoodSettings, t: readonly number[]): number {
  const [d, k] = span.axes.shape as readonly [number, number];
  let total = 0;
  let narrowest = Number.POSITIVE_INFINITY;
  for (let j = 0; j < d; j++) {
    const width = range.high.data[j]! - range.low.data[j]!;
    narrowest = Math.min(narrowest, width);
    let x = span.origin.data[j]!;
    for (let a = 0; a < k; a++) x += span.axes.data[j * k + a]! * t[a]!;
    const at = (x - range.low.data[j]!) / width;
    const over = at - Math.min(Math.max(at, 0), 1);
    const bell = (distance: number) => Math.exp(-(distance ** 2) / (2 * noiseScale ** 2));
    const peak = noiseScale * Math.sqrt(2 * Math.PI);
    const [low, high] = [probabilities.low[j]!, probabilities.high[j]!];
    total -= Math.log((low * bell(at)) / peak + (high * bell(at - 1)) / peak + (1 - low - high) * bell(over));
  }
  return total * noiseScale ** 2 * narrowest ** 2;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (value, i) => value * b[i]!).reduce((x, y) => x + y, 0);

it.each([1, 2, 3, 4, 5])('a step goes down the gradient of the likelihood, network %i', async (seed) => {
  const settings = settingsOf(12, 4, seed);
  const random = makeRandom(seed + 100);
  const t = Array.from({ length: 4 }, () => 0.5 * random.normal());
  const m = Array.from({ length: 4 }, () => 0.05 * random.normal());
  const row = (values: readonly number[]) => makeHostTensor(Float64Array.from(values), [1, 4]);
  const next = await evaluate(openReference(), boundLikelihoodStep(settings, 1), { t: row(t), m: row(m) });
  const ahead = t.map((value, a) => value + 0.9 * m[a]!);
  for (let a = 0; a < 4; a++) {
    const moved = (by: number) =>
      objective(
        settings,
        ahead.map((value, b) => (a === b ? value + by : value)),
      );
    const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
    expect(next.t!.data[a]! - ahead[a]!).toBeCloseTo(-slope, 6);
    expect(next.m!.data[a]).toBeCloseTo(next.t!.data[a]! - t[a]!, 12);
  }
});

it.each([1, 2, 3])('no start ends less likely than it was, far outside the box neither, network %i', async (seed) => {
  const settings = settingsOf(30, 5, seed);
  const random = makeRandom(seed);
  const starts = Array.from({ length: 20 }, (_, i) =>
    Array.from({ length: 5 }, () => (i < 10 ? 0.3 : 30) * random.normal()),
  );
  const { axes } = settings.span;
  const point = (t: readonly number[]) =>
    Array.from({ length: 30 }, (_, j) => dot(axes.data.subarray(j * 5, j * 5 + 5), t));
  const x = makeHostTensor(Float64Array.from(starts.flatMap(point)), [20, 30]);
  const y = await refineByBoundLikelihood(openReference(), settings, x, 100);
  for (const [i, t] of starts.entries()) {
    const ended = Array.from({ length: 5 }, (_, a) =>
      dot(
        rowOf(y, i),
        Array.from({ length: 30 }, (__, j) => axes.data[j * 5 + a]!),
      ),
    );
    expect(objective(settings, ended)).toBeLessThan(objective(settings, t) + 1e-9);
    // In the span: its coordinates lead back to it.
    point(ended).forEach((value, j) => {
      expect(value).toBeCloseTo(rowOf(y, i)[j]!, 9);
    });
  }
});

describe('points whose coordinates are nearly at the ends', () => {
  const [d, k] = [200, 12];
  /** Samples, 70 % of them at the low end, and axes that show each but for a tenth of its norm. */
  function turned(dtype: Dtype) {
    const random = makeRandom(7);
    const samples = Array.from({ length: k }, () =>
      Float64Array.from({ length: d }, () => (random.uniform() < 0.7 ? 0 : 0.3 + 0.7 * random.uniform())),
    );
    const rows = orthonormalBasis(samples.map((sample) => sample.map((value) => value + 0.04 * random.normal())));
    const axes = new Float64Array(d * k);
    for (const [a, row] of rows.entries()) for (let j = 0; j < d; j++) axes[j * k + a] = row[j]!;
    const settings: BoundLikelihoodSettings = {
      span: { origin: makeHostTensor(new Float64Array(d), [d]), axes: makeHostTensor(axes, [d, k]) },
      range: { low: makeHostTensor(new Float64Array(d), [d]), high: makeHostTensor(new Float64Array(d).fill(1), [d]) },
      probabilities: { low: new Float64Array(d).fill(0.7), high: new Float64Array(d).fill(0.05) },
      noiseScale: 0.1,
      dtype,
    };
    const near = samples.flatMap((sample, i) =>
      [...sample].map((value, j) => value + 0.25 * samples[(i + 1) % k]![j]!),
    );
    return {
      settings,
      samples: makeHostTensor(Float64Array.from(samples.flatMap((one) => [...one])), [k, d]),
      near: makeHostTensor(Float64Array.from(near), [k, d]),
    };
  }

  it('are found from mixtures, on both backends and in both dtypes', async () => {
    for (const [backend, dtype] of [
      [openReference(), 'float64'],
      [await openOnnxCpu(), 'float64'],
      [await openOnnxCpu(), 'float32'],
    ] as const) {
      const { settings, samples, near } = turned(dtype);
      const before = cosines(samples, near).map((row, i) => row[i]!);
      expect(Math.max(...before)).toBeLessThan(0.99);
      const y = await refineByBoundLikelihood(backend, settings, near, 100);
      const after = cosines(samples, y).map((row, i) => row[i]!);
      expect(Math.min(...after)).toBeGreaterThan(0.99);
    }
  });

  it('stay where they are without iterations, and when stopped', async () => {
    const { settings, near } = turned('float64');
    const still = await refineByBoundLikelihood(openReference(), settings, near, 0);
    const stopped = await refineByBoundLikelihood(openReference(), settings, near, 100, () => true);
    expect([...still.data]).toEqual([...stopped.data]);
  });

  it('a coordinate without a width takes no part', async () => {
    const { settings, near } = turned('float64');
    const high = makeHostTensor(new Float64Array(d).fill(1), [d]);
    high.data[3] = 0;
    const y = await refineByBoundLikelihood(
      openReference(),
      { ...settings, range: { ...settings.range, high } },
      near,
      20,
    );
    expect(y.data.every((value) => Number.isFinite(value))).toBe(true);
  });
});
