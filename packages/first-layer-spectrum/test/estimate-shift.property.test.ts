import { estimateShift, estimateSpan } from '@noprior/first-layer-spectrum';
import { makeNetwork, type ReluNetwork, toNetworkDtype, trainNetwork } from '@noprior/relu-models';
import { DomainError, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plantedShift } from './planted-shift.ts';

const shifts = fc.oneof(fc.constant(0), fc.double({ min: -8, max: 8, noNaN: true, noDefaultInfinity: true }));
const layer = (weight: readonly (readonly number[])[], bias: readonly number[]): ReluNetwork => ({
  layers: [
    {
      weight: makeHostTensor(Float64Array.from(weight.flat()), [weight.length, weight[0]!.length]),
      bias: makeHostTensor(Float64Array.from(bias), [bias.length]),
    },
    { weight: makeHostTensor(new Float64Array(bias.length).fill(1), [1, bias.length]) },
  ],
});

describe('without noise', () => {
  it('any shift is exact, whatever the data, and constant coordinates are counted', () => {
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 12, max: 40 }),
          dimension: fc.integer({ min: 6, max: 15 }),
          samples: fc.integer({ min: 2, max: 9 }),
          constant: fc.integer({ min: 1, max: 5 }),
          shift: shifts,
          noise: fc.constant(0),
          seed: fc.nat(1_000_000),
        }),
        (size) => {
          const { shift, byCoordinate, constant, misfit, deviation } = estimateShift(plantedShift(size), { noise: 0 });
          expect(constant).toBe(size.constant);
          expect(Math.abs(shift - size.shift)).toBeLessThan(1e-12 * (1 + Math.abs(size.shift)));
          for (let j = 0; j < size.constant; j++) {
            expect(Math.abs(byCoordinate[j]! - size.shift)).toBeLessThan(1e-12 * (1 + Math.abs(size.shift)));
            expect(misfit[j]).toBeLessThan(1e-12 * (1 + Math.abs(size.shift)));
          }
          for (let j = size.constant; j < size.dimension; j++) expect(misfit[j]).toBeGreaterThan(1e-3);
          expect(deviation).toBe(0);
        },
      ),
      { seed: 20261125, numRuns: 200 },
    );
  });

  it('one sample is read off whole: all of its coordinates are constant', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 2, max: 20 }), (seed, rows) => {
        const random = makeRandom(seed);
        const x = Array.from({ length: 7 }, () => random.normal());
        const g = Array.from({ length: rows }, () => random.normal());
        const { byCoordinate, constant } = estimateShift(
          layer(
            g.map((signal) => x.map((value) => signal * value)),
            g,
          ),
          { noise: 0 },
        );
        expect(constant).toBe(7);
        for (const [j, value] of x.entries()) expect(byCoordinate[j]).toBeCloseTo(value, 12);
      }),
      { seed: 20261125, numRuns: 100 },
    );
  });

  it('nothing changes where neurons are turned into others by a reflection', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), shifts, (seed, shift) => {
        const size = { rows: 20, dimension: 9, samples: 4, constant: 3, shift, noise: 0.01, seed };
        const network = plantedShift(size);
        const random = makeRandom(seed).fork('reflection');
        const v = Float64Array.from({ length: size.rows }, () => random.normal());
        const square = v.reduce((total, value) => total + value * value, 0);
        const reflected = (data: ArrayLike<number>, columns: number) => {
          const turned = Float64Array.from(data);
          for (let j = 0; j < columns; j++) {
            let product = 0;
            for (let k = 0; k < size.rows; k++) product += v[k]! * data[k * columns + j]!;
            for (let k = 0; k < size.rows; k++) turned[k * columns + j]! -= (2 * v[k]! * product) / square;
          }
          return turned;
        };
        const { weight, bias } = network.layers[0]!;
        const turned: ReluNetwork = {
          layers: [
            {
              weight: makeHostTensor(reflected(weight.data, size.dimension), weight.shape),
              bias: makeHostTensor(reflected(bias!.data, 1), bias!.shape),
            },
            network.layers[1]!,
          ],
        };
        const [a, b] = [estimateShift(network, size), estimateShift(turned, size)];
        expect(b.constant).toBe(a.constant);
        expect(Math.abs(b.shift - a.shift)).toBeLessThan(1e-10 * (1 + Math.abs(shift)));
        for (let j = 0; j < size.dimension; j++) {
          expect(Math.abs(b.misfit[j]! - a.misfit[j]!)).toBeLessThan(1e-10 * (1 + Math.abs(shift)));
        }
      }),
      { seed: 20261125, numRuns: 100 },
    );
  });
});

describe('with noise', () => {
  it('the shift is within 5 deviations, constant coordinates are found and no others', () => {
    let found = 0;
    let planted = 0;
    fc.assert(
      fc.property(
        fc.record({
          rows: fc.integer({ min: 60, max: 120 }),
          dimension: fc.integer({ min: 8, max: 20 }),
          samples: fc.integer({ min: 2, max: 9 }),
          constant: fc.integer({ min: 1, max: 8 }),
          shift: shifts,
          noise: fc.double({ min: 1e-5, max: 0.02, noNaN: true }),
          seed: fc.nat(1_000_000),
        }),
        (size) => {
          const { shift, byCoordinate, misfit, constant, deviation } = estimateShift(plantedShift(size), size);
          expect(Math.abs(shift - size.shift)).toBeLessThan(5 * deviation);
          // One deviation for all of them: that of a coordinate is not below it by much, either.
          for (let j = 0; j < size.constant; j++) {
            expect(Math.abs(byCoordinate[j]! - size.shift)).toBeLessThan(5 * deviation);
            expect(misfit[j]! / size.noise).toBeGreaterThan(0.6);
            expect(misfit[j]! / size.noise).toBeLessThan(1.4);
          }
          expect(constant).toBeLessThanOrEqual(size.constant);
          found += constant;
          planted += size.constant;
        },
      ),
      { seed: 20261125, numRuns: 150 },
    );
    expect(found / planted).toBeGreaterThan(0.99);
  });

  it('deviation is the standard deviation of the error, and no smaller with many constant coordinates', () => {
    for (const [shift, constant] of [
      [0, 1],
      [-3, 1],
      [3, 12],
    ] as const) {
      const errors = Array.from({ length: 200 }, (_, seed) => {
        const size = { rows: 60, dimension: 14, samples: 3, constant, shift, noise: 0.01, seed };
        const estimate = estimateShift(plantedShift(size), size);
        return (estimate.shift - shift) / estimate.deviation;
      });
      const spread = Math.sqrt(errors.reduce((total, error) => total + error * error, 0) / errors.length);
      expect(spread).toBeGreaterThan(0.8);
      expect(spread).toBeLessThan(1.2);
    }
  });

  it('with a shift of 0 the noise of the bias does not matter, and many coordinates average their own', () => {
    const errors = (constant: number) =>
      Array.from({ length: 100 }, (_, seed) => {
        const size = { rows: 60, dimension: 42, samples: 3, constant, shift: 0, noise: 0.01, seed };
        const estimate = estimateShift(plantedShift(size), size);
        return Math.abs(estimate.shift / estimate.deviation);
      }).reduce((total, error) => total + error, 0) / 100;
    expect(errors(40)).toBeLessThan(0.4 * errors(1));
  });
});

describe('networks that were trained', () => {
  const backend = openReference();
  const train = async (seed: number, shift: number) => {
    const random = makeRandom(seed).fork('data');
    const [n, d, constant] = [6, 12, 4];
    const x = Float64Array.from({ length: n * d }, (_, at) => shift + (at % d < constant ? 0 : random.normal()));
    const y = Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const options = {
      inputSize: d,
      hiddenSizes: [80],
      initialisation: 'scaled-first',
      dtype: 'float64',
      seed,
    } as const;
    const start = makeNetwork(options);
    const { network } = await trainNetwork(
      backend,
      start,
      { x: makeHostTensor(x, [n, d]), y: makeHostTensor(y, [n]) },
      { targetLoss: 1e-2, maxIterations: 400, dtype: 'float64' },
    );
    return { start, network, constant };
  };

  it.each([
    [1, 0],
    [2, 0.5],
    [3, -0.5],
    [4, 2],
    [5, -2],
  ])(
    'seed %i: a shift of %d is told from the weights, and exactly from what training added to them',
    async (seed, shift) => {
      const { start, network, constant } = await train(seed, shift);
      const { noise, rank } = estimateSpan(network);
      // With few columns the noise is that of the initial weights by their definition, 1e-4.
      expect(rank).toBeGreaterThan(0);
      const told = estimateShift(network, { noise: 1e-4 });
      expect(noise / 1e-4).toBeGreaterThan(0.7);
      expect(Math.abs(told.shift - shift)).toBeLessThan(5 * told.deviation);
      // A large shift takes over the training: what differs between samples may be drowned in the noise as well.
      expect(told.constant).toBeGreaterThanOrEqual(constant);
      if (Math.abs(shift) < 1) expect(told.constant).toBe(constant);

      const [after, before] = [network.layers[0]!, start.layers[0]!];
      const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Float64Array.from(a, (value, k) => value - b[k]!);
      const added = estimateShift(
        {
          layers: [
            {
              weight: makeHostTensor(difference(after.weight.data, before.weight.data), after.weight.shape),
              bias: makeHostTensor(difference(after.bias!.data, before.bias!.data), after.bias!.shape),
            },
            network.layers[1]!,
          ],
        },
        { noise: 0 },
      );
      expect(added.constant).toBe(constant);
      expect(Math.abs(added.shift - shift)).toBeLessThan(1e-11 * (1 + Math.abs(shift)));
    },
  );

  it('takes parameters of float32', async () => {
    const { network, constant } = await train(2, 0.5);
    const told = estimateShift(toNetworkDtype(network, 'float32'), { noise: 1e-4 });
    expect(told.constant).toBe(constant);
    expect(Math.abs(told.shift - 0.5)).toBeLessThan(5 * told.deviation);
  });
});

describe('where nothing tells', () => {
  it('a bias of 0, or one of noise alone: an infinite deviation, and no constant coordinate', () => {
    const flat = layer(
      [
        [1, 0],
        [2, 0],
        [-1, 3],
      ],
      [0, 0, 0],
    );
    for (const noise of [0, 1e-3]) {
      expect(estimateShift(flat, { noise })).toMatchObject({
        constant: 0,
        deviation: Number.POSITIVE_INFINITY,
        shift: 0,
      });
    }
    const untrained = makeNetwork({ inputSize: 30, hiddenSizes: [100], initialisation: 'scaled-first', seed: 3 });
    const { constant, deviation, misfit } = estimateShift(untrained, { noise: 1e-4 });
    expect({ constant, deviation }).toEqual({ constant: 0, deviation: Number.POSITIVE_INFINITY });
    for (const value of misfit) expect(value).toBeLessThan(1.3e-4);
  });

  it('weights of 0 beside a bias are the constant 0', () => {
    const { shift, constant, deviation } = estimateShift(layer([[0], [0], [0]], [1, -2, 3]), { noise: 0 });
    expect({ shift, constant, deviation }).toEqual({ shift: 0, constant: 1, deviation: 0 });
  });

  it('a column orthogonal to the bias is that of no constant', () => {
    const { byCoordinate, misfit, constant } = estimateShift(
      layer(
        [
          [1, 1],
          [-1, 1],
        ],
        [1, 1],
      ),
      { noise: 0 },
    );
    expect(constant).toBe(1);
    expect([...byCoordinate]).toEqual([0, 1]);
    expect(misfit[0]).toBeCloseTo(Math.SQRT2, 14);
    expect(misfit[1]).toBe(0);
  });

  it('one neuron gives the average of the samples by their signals, and tells nothing of constants', () => {
    const { byCoordinate, constant, misfit } = estimateShift(layer([[3, -1, 0]], [2]), { noise: 1e-3 });
    expect(byCoordinate[0]).toBeCloseTo(1.5, 12);
    expect(byCoordinate[1]).toBeCloseTo(-0.5, 12);
    expect(byCoordinate[2]).toBe(0);
    for (const value of misfit) expect(value).toBeLessThan(1e-15);
    expect(constant).toBe(0);
  });

  it('without a constant coordinate the shift is the median of all', () => {
    const { shift, byCoordinate, constant } = estimateShift(
      plantedShift({ rows: 60, dimension: 9, samples: 5, constant: 0, shift: 1, noise: 1e-3, seed: 4 }),
      { noise: 1e-3 },
    );
    expect(constant).toBe(0);
    expect(shift).toBe([...byCoordinate].sort((a, b) => a - b)[4]);
  });
});

it('refuses a first layer without a bias, a noise that is no number of at least 0, and what is no network', () => {
  const { layers } = plantedShift({ rows: 5, dimension: 3, samples: 1, constant: 1, shift: 0, noise: 0, seed: 1 });
  const without = { layers: [{ weight: layers[0]!.weight }, layers[1]!] };
  expect(() => estimateShift(without, { noise: 0 })).toThrow(DomainError);
  expect(() => estimateShift(without, { noise: 0 })).toThrow(/the first layer has no bias/);
  for (const noise of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => estimateShift({ layers }, { noise })).toThrow(/noise must be .* 0, got/);
  }
  expect(() => estimateShift({ layers: [] }, { noise: 0 })).toThrow(ShapeError);
});
