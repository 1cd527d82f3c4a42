import { makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('makeRandom', () => {
  test('the same seed gives the same stream', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = () => makeRandom(seed).normalTensor([7], 1).data;
        expect(draw()).toEqual(draw());
      }),
    );
  });

  test('a fork does not depend on what was drawn, nor does drawing depend on a fork', () => {
    fc.assert(
      fc.property(seeds, fc.string({ unit: 'grapheme' }), fc.nat(20), (seed, name, draws) => {
        const fresh = makeRandom(seed);
        const used = makeRandom(seed);
        for (let draw = 0; draw < draws; draw++) used.normal();
        expect(used.fork(name).uniform()).toBe(fresh.fork(name).uniform());
        for (let draw = 0; draw < draws; draw++) fresh.normal();
        expect(used.uniform()).toBe(fresh.uniform());
      }),
    );
  });

  test('forks of different names, and the parent, are different streams', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.string(), (seed, a, b) => {
        fc.pre(a !== b);
        const root = makeRandom(seed);
        const first = [root.fork(a), root.fork(b), root].map((random) => random.uniform());
        expect(new Set(first).size).toBe(3);
      }),
    );
  });

  test('first numbers of forks are uncorrelated with each other', () => {
    const root = makeRandom(3);
    const count = 20_000;
    const first = Array.from({ length: count }, (_, index) => root.fork(`${index}`).uniform() - 0.5);
    const product = first.reduce((total, value, index) => total + value * (first[index + 1] ?? 0), 0);
    expect(Math.abs((12 * product) / Math.sqrt(count))).toBeLessThan(5);
  });

  test('integers stay in their range', () => {
    fc.assert(
      fc.property(seeds, fc.integer(), fc.integer({ min: 1, max: 2 ** 40 }), (seed, low, extent) => {
        const drawn = makeRandom(seed).integer(low, low + extent);
        expect(Number.isInteger(drawn) && drawn >= low && drawn < low + extent).toBe(true);
      }),
    );
  });

  test('a permutation holds every number once', () => {
    fc.assert(
      fc.property(seeds, fc.nat(200), (seed, length) => {
        const sorted = makeRandom(seed)
          .permutation(length)
          .sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length }, (_, index) => index));
      }),
    );
  });

  test('points of the sphere have its radius, to the rounding of the dtype', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.constantFrom('float32' as const, 'float64' as const),
        (seed, count, dimension, radius, dtype) => {
          const { data, shape } = makeRandom(seed).sphereTensor(count, dimension, radius, dtype);
          expect(shape).toEqual([count, dimension]);
          for (let row = 0; row < count; row++) {
            const norm = Math.hypot(...data.subarray(row * dimension, (row + 1) * dimension));
            expect(Math.abs(norm / radius - 1)).toBeLessThan(dtype === 'float32' ? 1.2e-7 : 1e-15);
          }
        },
      ),
    );
  });
});
