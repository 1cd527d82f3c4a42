import { fromNested, makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosineSimilarities, l2Distances, nccDistances } from '../src/index.ts';
import { squaredL2Distances } from '../src/l2-distances.ts';
import { largestError } from './golden-file.ts';

const sizes = fc.record({
  n: fc.integer({ min: 1, max: 9 }),
  m: fc.integer({ min: 1, max: 9 }),
  d: fc.oneof(fc.integer({ min: 2, max: 40 }), fc.constantFrom(511, 512, 513, 1025)),
  seed: fc.nat(),
});

test('blocked products agree with plain loops at every size of block and edge', () => {
  fc.assert(
    fc.property(sizes, ({ n, m, d, seed }) => {
      const random = makeRandom(seed);
      const x = random.normalTensor([n, d], 1);
      const y = random.normalTensor([m, d], 1);
      const squared: number[] = [];
      const cosine: number[] = [];
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) {
          let [difference, product, own, other] = [0, 0, 0, 0];
          for (let k = 0; k < d; k++) {
            const [a, b] = [x.data[i * d + k]!, y.data[j * d + k]!];
            difference += (a - b) ** 2;
            product += a * b;
            own += a * a;
            other += b * b;
          }
          squared.push(difference);
          cosine.push(product / Math.sqrt(own * other));
        }
      }
      expect(largestError(squaredL2Distances(x, y).data, squared)).toBeLessThan(1e-12);
      expect(largestError(cosineSimilarities(x, y).data, cosine)).toBeLessThan(1e-12);
    }),
  );
});

test('cosines do not see positive factors, and flip with negative ones', () => {
  fc.assert(
    fc.property(sizes, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), ({ n, m, d, seed }, factor) => {
      const random = makeRandom(seed);
      const x = random.normalTensor([n, d], 1);
      const y = random.normalTensor([m, d], 1);
      const cosines = cosineSimilarities(x, y).data;
      const scaled = makeHostTensor(
        x.data.map((value) => -factor * value),
        x.shape,
      );
      expect(
        largestError(
          cosineSimilarities(scaled, y).data.map((value) => -value),
          cosines,
        ),
      ).toBeLessThan(1e-13);
      const options = { signInvariant: true };
      expect(largestError(cosineSimilarities(scaled, y, options).data, cosines.map(Math.abs))).toBeLessThan(1e-13);
    }),
  );
});

test('NCC does not see brightness and positive contrast', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -10, max: 10, noNaN: true }),
      (seed, contrast, brightness) => {
        const random = makeRandom(seed);
        const x = random.normalTensor([3, 24], 1);
        const y = random.normalTensor([4, 24], 1);
        const changed = makeHostTensor(
          x.data.map((value) => contrast * value + brightness),
          x.shape,
        );
        const before = nccDistances(x, y, [2, 3, 4]).data;
        expect(largestError(nccDistances(changed, y, [2, 3, 4]).data, before)).toBeLessThan(1e-9);
      },
    ),
  );
});

test('distances are symmetric, vanish on the diagonal and obey the triangle inequality', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 }), {
        minLength: 3,
        maxLength: 3,
      }),
      (points) => {
        const distances = l2Distances(fromNested(points), fromNested(points)).data;
        for (let i = 0; i < 3; i++) {
          expect(distances[4 * i]).toBe(0);
          for (let j = 0; j < 3; j++) {
            expect(distances[3 * i + j]).toBe(distances[3 * j + i]);
            for (let k = 0; k < 3; k++) {
              expect(distances[3 * i + j]).toBeLessThanOrEqual(distances[3 * i + k]! + distances[3 * k + j]! + 1e-9);
            }
          }
        }
      },
    ),
  );
});
