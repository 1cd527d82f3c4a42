import { ConvergenceError, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { invertPositiveDefinite } from '../src/invert-positive-definite.ts';

it('gives 1/a and log a for a matrix of one number', () => {
  const { inverse, logDeterminant } = invertPositiveDefinite([4], 1);
  expect(inverse[0]).toBe(0.25);
  expect(logDeterminant).toBeCloseTo(Math.log(4), 14);
});

it('gives the inverse of a matrix of two, by hand', () => {
  const { inverse, logDeterminant } = invertPositiveDefinite([2, 1, 1, 3], 2);
  [0.6, -0.2, -0.2, 0.4].forEach((value, at) => {
    expect(inverse[at]).toBeCloseTo(value, 14);
  });
  expect(logDeterminant).toBeCloseTo(Math.log(5), 14);
});

it('multiplies to the identity, and doubles add n log 2 to the determinant', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 2 ** 31 }), (size, seed) => {
      const { data } = makeRandom(seed).normalTensor([size, size], 1, 'float64');
      const matrix = Float64Array.from({ length: size * size }, (_, at) => {
        const [i, j] = [Math.floor(at / size), at % size];
        let total = i === j ? 0.5 : 0;
        for (let k = 0; k < size; k++) total += data[i * size + k]! * data[j * size + k]!;
        return total;
      });
      const { inverse, logDeterminant } = invertPositiveDefinite(matrix, size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let total = 0;
          for (let k = 0; k < size; k++) total += matrix[i * size + k]! * inverse[k * size + j]!;
          expect(Math.abs(total - (i === j ? 1 : 0))).toBeLessThan(1e-9);
        }
      }
      const doubled = invertPositiveDefinite(
        matrix.map((value) => 2 * value),
        size,
      );
      expect(doubled.logDeterminant - logDeterminant).toBeCloseTo(size * Math.log(2), 9);
    }),
    { numRuns: 50 },
  );
});

it.each([
  ['negative', [-1], 1],
  ['singular', [1, 1, 1, 1], 2],
  ['not a number', [Number.NaN], 1],
])('refuses a matrix that is %s', (_, matrix, size) => {
  expect(() => invertPositiveDefinite(matrix, size)).toThrow(ConvergenceError);
});
