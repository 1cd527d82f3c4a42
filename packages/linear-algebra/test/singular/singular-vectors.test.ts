import { makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { expect, it } from 'vitest';
import { singularVectors } from '../../src/singular/singular-vectors.ts';

const seed = 20261125;

function check(rows: readonly Float64Array[], accuracy = 1e-12): void {
  const columns = rows[0]!.length;
  const { values, vectors } = singularVectors(rows.length, columns, (i, k) => rows[i]![k]!);
  const { diagonal } = new SingularValueDecomposition(new Matrix(rows.map((row) => [...row])), { autoTranspose: true });
  const count = Math.min(rows.length, columns);
  expect(values).toHaveLength(count);
  const largest = values[0]!;
  for (const [k, value] of values.entries())
    expect(Math.abs(value - diagonal[k]!)).toBeLessThanOrEqual(accuracy * largest);
  expect([...values]).toEqual([...values].sort((a, b) => b - a));
  const wanted = values.filter((value) => value > 1e-9 * largest).length;
  const found = vectors(wanted);
  expect(found).toHaveLength(wanted);
  for (const [k, vector] of found.entries()) {
    expect(vector).toHaveLength(columns);
    // A v has the length sigma, and A^T A v is sigma^2 v.
    const image = rows.map((row) => row.reduce((sum, value, j) => sum + value * vector[j]!, 0));
    expect(Math.abs(Math.hypot(...image) - values[k]!)).toBeLessThan(accuracy * largest);
    for (let j = 0; j < columns; j++) {
      const back = rows.reduce((sum, row, i) => sum + row[j]! * image[i]!, 0);
      expect(Math.abs(back - values[k]! ** 2 * vector[j]!)).toBeLessThan(1e-11 * largest ** 2);
    }
    for (let other = 0; other <= k; other++) {
      const inner = vector.reduce((sum, value, j) => sum + value * found[other]![j]!, 0);
      expect(Math.abs(inner - (other === k ? 1 : 0))).toBeLessThan(1e-12);
    }
  }
}

it('agrees with another implementation, for every shape and any spread of the values', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      fc.constantFrom(1, 1e-3, 1e-7),
      fc.constantFrom(1, 1e-100, 1e100),
      fc.nat(1_000_000),
      (shorter, longer, transposed, fall, size, draw) => {
        const [rows, columns] = transposed ? [longer, shorter] : [shorter, longer];
        const { data } = makeRandom(draw).normalTensor([rows, columns], 1, 'float64');
        // Rows that fall off spread the values.
        check(
          Array.from({ length: rows }, (_, i) =>
            Float64Array.from(data.subarray(i * columns, (i + 1) * columns), (v) => size * v * fall ** (i / rows)),
          ),
        );
      },
    ),
    { seed, numRuns: 60, examples: [[5, 9, false, 1, 1, 1]] },
  );
});

it('handles values that are equal, low rank, and matrices of zeros', () => {
  const identity = (n: number, m: number) =>
    Array.from({ length: n }, (_, i) => Float64Array.from({ length: m }, (_, k) => (i === k ? 3 : 0)));
  check(identity(6, 6));
  check(identity(4, 9));
  check(identity(9, 4));
  const { data } = makeRandom(2).normalTensor([2, 12], 1, 'float64');
  const twice = Array.from({ length: 8 }, (_, i) => Float64Array.from(data.subarray((i % 2) * 12, (i % 2) * 12 + 12)));
  check(twice);
  // Two blocks with the same values.
  const block = makeRandom(3).normalTensor([3, 4], 1, 'float64').data;
  check(
    Array.from({ length: 6 }, (_, i) =>
      Float64Array.from({ length: 8 }, (_, k) =>
        Math.floor(i / 3) === Math.floor(k / 4) ? block[(i % 3) * 4 + (k % 4)]! : 0,
      ),
    ),
  );
  const zero = singularVectors(3, 5, () => 0);
  expect([...zero.values]).toEqual([0, 0, 0]);
  expect(zero.vectors(0)).toEqual([]);
});

it('keeps small values that a Gram matrix would lose', () => {
  // 1 and 1e-9 times orthonormal rows; squares differ by 1e18.
  const angle = 0.3;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const rows = [Float64Array.of(c, s, 0), Float64Array.of(-1e-9 * s, 1e-9 * c, 0)];
  const { values } = singularVectors(2, 3, (i, k) => rows[i]![k]!);
  expect(values[1]! / 1e-9).toBeCloseTo(1, 6);
});

it('agrees with another implementation for matrices that are large enough to go through their Gram matrix', () => {
  for (const [rows, columns, fall] of [
    [70, 90, 1],
    [90, 70, 1],
    [64, 64, 1e-2],
    [67, 130, 1e-3],
    [130, 67, 1e-4],
    // Below the least ratio, by reflections.
    [70, 80, 1e-9],
  ] as const) {
    const { data } = makeRandom(rows + columns).normalTensor([rows, columns], 1, 'float64');
    const matrix = Array.from({ length: rows }, (_, i) =>
      Float64Array.from(data.subarray(i * columns, (i + 1) * columns), (v) => v * fall ** (i / rows)),
    );
    check(matrix, 1e-11);
  }
});

it('has the same bits for a matrix times a power of two', () => {
  const [rows, columns] = [80, 100];
  const { data } = makeRandom(5).normalTensor([rows, columns], 1, 'float64');
  const plain = singularVectors(rows, columns, (i, k) => data[i * columns + k]!);
  const scaled = singularVectors(rows, columns, (i, k) => 2 ** -300 * data[i * columns + k]!);
  expect(scaled.values.map((value) => value * 2 ** 300)).toEqual(plain.values);
  expect(scaled.vectors(3)).toEqual(plain.vectors(3));
});

it('keeps the rank of a large matrix of low rank', () => {
  const [rows, columns, rank] = [80, 100, 5];
  const left = makeRandom(6).normalTensor([rows, rank], 1, 'float64').data;
  const right = makeRandom(7).normalTensor([rank, columns], 1, 'float64').data;
  const { values } = singularVectors(rows, columns, (i, k) => {
    let total = 0;
    for (let at = 0; at < rank; at++) total += left[i * rank + at]! * right[at * columns + k]!;
    return total;
  });
  expect(values[rank - 1]! / values[0]!).toBeGreaterThan(1e-2);
  expect(values[rank]! / values[0]!).toBeLessThan(1e-13);
});
