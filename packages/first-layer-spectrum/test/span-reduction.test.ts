import { evaluateKkt } from '@noprior/kkt-loss';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, definedOnly, type HostTensor, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { plantedSpan } from '@noprior/test-cases';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateSpan, fromSpanCoordinates, spanReduction, toSpanCoordinates } from '../src/index.ts';

const backend = openReference();

/** A planted first layer with a random second and third one above it. */
function plantedNetwork(size: Parameters<typeof plantedSpan>[0]): { network: ReluNetwork; x: HostTensor } {
  const { network, x } = plantedSpan(size);
  const { layers } = makeNetwork({
    inputSize: size.rows,
    hiddenSizes: [6],
    bias: 'none',
    seed: size.seed,
    dtype: 'float64',
  });
  return { network: { layers: [network.layers[0]!, ...layers] }, x };
}

it('the loss of points of the span is that of the smaller network, but for a constant', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        rows: fc.integer({ min: 20, max: 30 }),
        dimension: fc.integer({ min: 20, max: 30 }),
        samples: fc.integer({ min: 2, max: 6 }),
        hasBias: fc.boolean(),
        seed: fc.nat(1_000_000),
      }),
      fc.constantFrom(undefined, 3),
      async (size, alpha) => {
        const { network } = plantedNetwork({ ...size, noise: 1e-3, signal: 0.1 });
        const span = estimateSpan(network, { confidence: 0.999999 });
        const reduction = spanReduction(network, span);
        expect(reduction.network.layers[0]!.weight.shape).toEqual([size.rows, size.samples - (size.hasBias ? 1 : 0)]);
        const random = makeRandom(size.seed).fork('candidates');
        const anywhere = {
          x: random.fork('x').normalTensor([5, size.dimension], 1, 'float64'),
          lambda: random.fork('lambda').uniformTensor([5], 0.1, 1, 'float64'),
          y: makeHostTensor(Float64Array.from([1, 1, -1, 1, -1]), [5]),
        };
        const inside = reduction.reduce(anywhere);
        const points = reduction.expand(inside);
        // There and back is the projection, and a second time changes nothing.
        const projected = fromSpanCoordinates(span, toSpanCoordinates(span, anywhere.x));
        points.x.data.forEach((value, at) => {
          expect(value).toBeCloseTo(projected.data[at]!, 9);
        });
        points.lambda.data.forEach((value, at) => {
          expect(value).toBeCloseTo(anywhere.lambda.data[at]!, 12);
        });
        const { scale, left } = reduction;
        expect(scale).toBeGreaterThan(0);
        expect(scale).toBeLessThanOrEqual(1 + 1e-12);
        const sharp = (value: number | undefined) => definedOnly({ alpha: value });
        const whole = await evaluateKkt(backend, network, points, { scale: 'sum', ...sharp(alpha) });
        const small = await evaluateKkt(backend, reduction.network, inside, {
          scale: 'sum',
          ...sharp(alpha && alpha / scale),
        });
        expect((small.stationarity + left) / whole.stationarity).toBeCloseTo(1, 9);
      },
    ),
    { seed: 20261125, numRuns: 25 },
  );
});

it('moves by as much in coordinates as in the span, times the scale', () => {
  const { network, x } = plantedNetwork({
    rows: 40,
    dimension: 25,
    samples: 5,
    noise: 1e-3,
    signal: 1,
    hasBias: true,
    seed: 2,
  });
  const { reduce, scale } = spanReduction(network, estimateSpan(network));
  const y = makeHostTensor(Float64Array.from([1, 1, 1, 1, 1]), [5]);
  const w = reduce({ x, lambda: y, y }).x;
  const distance = ({ data, shape }: HostTensor) =>
    Math.hypot(...data.slice(0, shape[1]).map((v, k) => v - data[shape[1]! + k]!));
  expect(distance(w) / (scale * distance(x))).toBeCloseTo(1, 5);
  expect(w.dtype).toBe('float64');
});

it('has scale 1 where the samples have mean 0', () => {
  const { network, x } = plantedNetwork({
    rows: 60,
    dimension: 30,
    samples: 4,
    noise: 1e-6,
    signal: 1,
    hasBias: true,
    seed: 2,
  });
  expect(spanReduction(network, estimateSpan(network)).scale).toBeLessThan(0.9);
  const { weight, bias } = network.layers[0]!;
  // (mean, 1) is the bias direction once the mean is subtracted: W x + b = W (x - mean) + (b + W mean).
  const mean = Float64Array.from({ length: 30 }, (_, k) =>
    [0, 1, 2, 3].reduce((sum, i) => sum + x.data[i * 30 + k]! / 4, 0),
  );
  const signals = new Float64Array(weight.data.length);
  const random = makeRandom(3).normalTensor([60, 4], 1, 'float64').data;
  const shift = new Float64Array(60);
  for (let j = 0; j < 60; j++) {
    for (let i = 0; i < 4; i++) {
      shift[j]! += random[4 * j + i]!;
      for (let k = 0; k < 30; k++) signals[30 * j + k]! += random[4 * j + i]! * (x.data[i * 30 + k]! - mean[k]!);
    }
  }
  const centred = {
    layers: [
      { weight: makeHostTensor(signals, weight.shape), bias: makeHostTensor(shift, bias!.shape) },
      ...network.layers.slice(1),
    ],
  };
  const span = estimateSpan(centred);
  expect(span.rank).toBe(4);
  expect(spanReduction(centred, span).scale).toBeCloseTo(1, 10);
});

it('refuses a span that is not that of the network, and one without points', () => {
  const size = { rows: 40, dimension: 25, samples: 5, noise: 1e-3, signal: 1, hasBias: true, seed: 2 };
  const { network, x } = plantedNetwork(size);
  const span = estimateSpan(network);
  const others = [
    { ...size, dimension: 24 },
    { ...size, hasBias: false },
    { ...size, dimension: 26, hasBias: false },
  ];
  for (const other of others) {
    expect(() => spanReduction(plantedNetwork(other).network, span)).toThrow(ShapeError);
  }
  const none = (rows: number) => ({ hasBias: true, basis: makeHostTensor(new Float64Array(rows * 26), [rows, 26]) });
  expect(() => spanReduction(network, none(0))).toThrow(/rank 0 has no directions/);
  expect(() => spanReduction(network, none(1))).toThrow(DomainError);
  expect(() => spanReduction(network, none(2))).toThrow(/orthogonal to the bias/);
  const { reduce, expand } = spanReduction(network, span);
  const y = makeHostTensor(Float64Array.from([1, 1, 1, 1, 1]), [5]);
  expect(() => expand({ x, lambda: y, y })).toThrow(/w must be \[n, 4\].* got \[5, 25\]/);
  expect(() => reduce({ x: y, lambda: y, y })).toThrow(ShapeError);
});
