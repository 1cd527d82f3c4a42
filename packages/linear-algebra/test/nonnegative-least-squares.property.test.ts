import { nonnegativeLeastSquares } from '@noprior/linear-algebra';
import { fromNested, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** Solution of a small system by Gaussian elimination with pivoting; `undefined` if it is singular. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    if (Math.abs(top[column]!) < 1e-10) return undefined;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / top[column]!;
      for (let k = column; k <= size; k++) rows[i]![k]! -= factor * top[k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

/** The minimum of c^T K c - 2 t^T c over c >= 0, by trying every support. */
function bruteForce(gram: readonly number[][], target: readonly number[]): number {
  let best = 0;
  for (let support = 1; support < 2 ** target.length; support++) {
    const inside = [...target.keys()].filter((i) => support & (1 << i));
    const c = solve(
      inside.map((i) => inside.map((j) => gram[i]![j]!)),
      inside.map((i) => target[i]!),
    );
    if (c?.every((value) => value >= 0) !== true) continue;
    // At a stationary point of the support the form is -t^T c.
    best = Math.min(best, -inside.reduce((total, i, position) => total + target[i]! * c[position]!, 0));
  }
  return best;
}

it('is the best of all supports, for up to 6 columns of rank 1 to 8, duplicates among them', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(),
        count: fc.integer({ min: 1, max: 6 }),
        rank: fc.integer({ min: 1, max: 8 }),
        duplicate: fc.boolean(),
        scale: fc.constantFrom(1e-6, 1, 1e6),
      }),
      ({ seed, count, rank, duplicate, scale }) => {
        const random = makeRandom(seed);
        const columns = Array.from({ length: count }, () => [...random.normalTensor([rank], scale).data]);
        if (duplicate) columns[count - 1] = columns[0]!;
        const wanted = [...random.normalTensor([rank], 1).data];
        const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
        const gram = columns.map((a) => columns.map((b) => dot(a, b)));
        const target = columns.map((a) => dot(a, wanted));
        const { coefficients, value, projectedGradient } = nonnegativeLeastSquares(
          fromNested(gram),
          fromNested(target),
        );
        const expected = bruteForce(
          gram.map((row) => row.map((entry) => entry / scale ** 2)),
          target.map((entry) => entry / scale),
        );
        expect(coefficients.every((c) => c >= 0)).toBe(true);
        expect(Math.abs(value - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
        expect(projectedGradient).toBeLessThan(1e-8 * 2 * Math.max(...target.map(Math.abs)));
      },
    ),
    { numRuns: 500 },
  );
});
