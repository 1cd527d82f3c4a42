import { makeNetwork, trainNetwork } from '@noprior/relu-models';
import { DomainError, DtypeError, makeHostTensor, makeRandom, ShapeError, toHostDtype } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { plantedSpan } from '@noprior/test-cases';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateSpan } from '../src/estimate-span.ts';
import { spanShare } from '../src/span-coordinates.ts';

const size = { rows: 100, dimension: 40, samples: 8, noise: 1e-3, signal: 0.1, hasBias: true, seed: 1 };

describe('estimateSpan', () => {
  it('finds number, noise and span of planted samples', () => {
    const { network, x } = plantedSpan(size);
    const span = estimateSpan(network);
    expect(span).toMatchObject({ rank: 8, dimension: 40, hasBias: true, verdict: 'clear' });
    expect(span.basis.shape).toEqual([8, 41]);
    expect(span.basis.dtype).toBe('float64');
    expect(span.noise / 1e-3).toBeGreaterThan(0.95);
    expect(span.noise / 1e-3).toBeLessThan(1.05);
    // sigma (sqrt(100) + sqrt(41)) and a margin.
    expect(span.edge / span.noise).toBeGreaterThan(16.4);
    expect(span.edge / span.noise).toBeLessThan(18);
    expect(span.gap.above).toBeGreaterThan(10);
    expect(span.gap.below).toBeLessThan(1);
    expect(Math.min(...span.alignment)).toBeGreaterThan(0.999);
    expect(Math.min(...spanShare(span, x))).toBeGreaterThan(0.999);
  });

  it('finds signal that outnumbers the noise', () => {
    const span = estimateSpan(plantedSpan({ ...size, dimension: 30, samples: 20 }).network);
    expect(span).toMatchObject({ rank: 20, verdict: 'clear' });
    expect(span.noise / 1e-3).toBeGreaterThan(0.85);
    expect(span.noise / 1e-3).toBeLessThan(1.15);
  });

  it('takes uniform noise as well, works wider than tall, and without a bias', () => {
    for (const change of [{ uniform: true }, { rows: 30, dimension: 80 }, { hasBias: false }]) {
      expect(estimateSpan(plantedSpan({ ...size, ...change }).network)).toMatchObject({ rank: 8, verdict: 'clear' });
    }
  });

  it('knows how well a weak direction is aligned', () => {
    const { network, x } = plantedSpan({ ...size, rows: 300, dimension: 150, samples: 1, signal: 2e-4 });
    const span = estimateSpan(network);
    expect(span.rank).toBe(1);
    expect(span.alignment[0]).toBeGreaterThan(0.3);
    expect(span.alignment[0]).toBeLessThan(0.95);
    // With one sample its share is the squared cosine.
    expect(Math.abs(spanShare(span, x)[0]! - span.alignment[0]!)).toBeLessThan(0.07);
    expect(span.strength[0]).toBeLessThan(span.singularValues[0]!);
  });

  it('calls values near the edge partial', () => {
    const span = estimateSpan(plantedSpan({ ...size, samples: 1, signal: 2.5e-4 }).network);
    expect(span).toMatchObject({ rank: 1, verdict: 'partial' });
    expect(span.gap.above).toBeLessThan(1.5);
    expect(span.because).toEqual({ code: 'narrow-gap', rank: 1, values: 41, above: span.gap.above });
  });

  it('says none for pure noise, with an empty basis', () => {
    for (const uniform of [false, true]) {
      const span = estimateSpan(plantedSpan({ ...size, samples: 0, uniform }).network);
      expect(span).toMatchObject({ rank: 0, verdict: 'none' });
      expect(span.basis.shape).toEqual([0, 41]);
      expect(span.gap.above).toBeUndefined();
      expect(span.because).toEqual({ code: 'nothing-above-noise' });
    }
  });

  it('says none where samples fill the space', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const span = estimateSpan(plantedSpan({ ...size, rows: 250, dimension: 60, samples: 200, seed }).network);
      expect(span.verdict).toBe('none');
      expect(span.because).toEqual({ code: 'no-noise-law' });
      // Few values resemble noise more easily, but never with a gap.
      const few = estimateSpan(plantedSpan({ ...size, dimension: 30, samples: 80, seed }).network);
      expect(few.verdict).not.toBe('clear');
    }
    expect(estimateSpan(plantedSpan({ ...size, dimension: 30, samples: 29 }).network).because.code).toBe(
      'samples-fill-space',
    );
  });

  it('says none for few singular values and for weights that are all 0', () => {
    expect(estimateSpan(plantedSpan({ ...size, dimension: 3 }).network).because).toEqual({
      code: 'few-values',
      values: 4,
      needed: 8,
    });
    const empty = plantedSpan({ ...size, samples: 0, noise: 0 }).network;
    expect(estimateSpan(empty)).toMatchObject({ rank: 0, noise: 0, edge: 0, verdict: 'none' });
  });

  it('leaves out units and inputs that are all 0: their zeros are no noise, and noise beside them is no signal', () => {
    for (const seed of [1, 2, 3]) {
      const { network, x } = plantedSpan({ ...size, seed });
      const { weight, bias } = network.layers[0]!;
      const isPruned = (i: number) => i % 3 === 0;
      const isUnread = (k: number) => k >= 10 && k < 20;
      const cut = makeHostTensor(
        weight.data.map((value: number, at: number) =>
          isPruned(Math.floor(at / 40)) || isUnread(at % 40) ? 0 : value,
        ),
        weight.shape,
      );
      const rest = makeHostTensor(
        bias!.data.map((value: number, i: number) => (isPruned(i) ? 0 : value)),
        bias!.shape,
      );
      const span = estimateSpan({ layers: [{ weight: cut, bias: rest }, network.layers[1]!] });
      expect(span).toMatchObject({ rank: 8, dimension: 40, verdict: 'clear' });
      expect(span.basis.shape).toEqual([8, 41]);
      expect(span.singularValues).toHaveLength(31);
      expect(span.noise / 1e-3).toBeGreaterThan(0.9);
      expect(span.noise / 1e-3).toBeLessThan(1.1);
      const seen = makeHostTensor(
        x.data.map((value: number, at: number) => (isUnread(at % 40) ? 0 : value)),
        x.shape,
      );
      expect(Math.min(...spanShare(span, seen))).toBeGreaterThan(0.999);
    }
  });

  it('takes rounding for noise where there is none', () => {
    const span = estimateSpan(plantedSpan({ ...size, noise: 0 }).network);
    expect(span.rank).toBe(8);
    expect(span.alignment[7]).toBeCloseTo(1, 12);
  });

  it('a higher confidence never finds more', () => {
    const { network } = plantedSpan({ ...size, signal: 3e-4 });
    const ranks = [0.5, 0.9, 0.99, 0.999].map((confidence) => estimateSpan(network, { confidence }).rank);
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  });

  it('refuses what it cannot use', () => {
    const { network } = plantedSpan(size);
    const [first, last] = network.layers as [(typeof network.layers)[0], (typeof network.layers)[0]];
    for (const confidence of [0, 1, Number.NaN]) {
      expect(() => estimateSpan(network, { confidence })).toThrow(DomainError);
    }
    expect(() => estimateSpan(network, { confidence: 99 })).toThrow(/confidence must be in \(0, 1\), got 99/);
    expect(() => estimateSpan({ layers: [] })).toThrow(ShapeError);
    const single = { weight: toHostDtype(last.weight, 'float32') };
    expect(() => estimateSpan({ layers: [first, single] })).toThrow(DtypeError);
    const broken = first.weight.data.slice();
    broken[0] = Number.NaN;
    const weight = makeHostTensor(broken, first.weight.shape);
    expect(() => estimateSpan({ layers: [{ ...first, weight }, last] })).toThrow(DomainError);
  });
});

it('never counts more samples than there are, and all of them if the signal is strong', () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 40, max: 90 }),
        dimension: fc.integer({ min: 40, max: 90 }),
        samples: fc.integer({ min: 1, max: 12 }),
        noise: fc.constantFrom(1e-6, 1e-3, 1),
        hasBias: fc.boolean(),
        uniform: fc.boolean(),
        seed: fc.nat(1_000_000),
      }),
      ({ noise, ...rest }) => {
        const { network, x } = plantedSpan({ ...rest, noise, signal: 10 * noise });
        // Pure chance lifts a value of the noise above the edge at 0.99 too often for a property.
        const span = estimateSpan(network, { confidence: 0.999999 });
        expect(span.rank).toBe(rest.samples);
        expect(span.gap.above).toBeGreaterThan(2);
        expect(span.gap.below).toBeLessThan(1);
        expect(Math.abs(span.noise / noise - 1)).toBeLessThan(0.15);
        expect(Math.min(...spanShare(span, x))).toBeGreaterThan(0.9);
        const { basis, rank } = span;
        const width = basis.shape[1]!;
        for (let a = 0; a < rank; a++) {
          for (let b = 0; b <= a; b++) {
            let inner = 0;
            for (let j = 0; j < width; j++) inner += basis.data[a * width + j]! * basis.data[b * width + j]!;
            expect(Math.abs(inner - (a === b ? 1 : 0))).toBeLessThan(1e-10);
          }
        }
      },
    ),
    { seed: 20261125, numRuns: 40 },
  );
});

it('counts the samples of a trained network and contains them; held-out points and the start are another matter', async () => {
  const backend = openReference();
  const random = makeRandom(5);
  const x = random.fork('x').normalTensor([6, 30], 1, 'float64');
  const heldOut = random.fork('held out').normalTensor([6, 30], 1, 'float64');
  const y = makeHostTensor(Float64Array.from([1, -1, 1, -1, 1, -1]), [6]);
  const start = makeNetwork({
    inputSize: 30,
    hiddenSizes: [60],
    initialisation: 'scaled-first',
    scale: 1e-4,
    seed: 2,
    dtype: 'float64',
  });
  const { network } = await trainNetwork(backend, start, { x, y }, { targetLoss: 1e-3 });
  const span = estimateSpan(network);
  expect(span).toMatchObject({ rank: 6, verdict: 'clear' });
  expect(Math.abs(span.noise / 1e-4 - 1)).toBeLessThan(0.15);
  expect(Math.min(...spanShare(span, x))).toBeGreaterThan(0.99);
  expect(Math.max(...spanShare(span, heldOut))).toBeLessThan(0.6);
  expect(estimateSpan(start)).toMatchObject({ rank: 0, verdict: 'none' });
});
