import { dot, rowProducts, stackRows } from '@noprior/linear-algebra';
import type { Random } from '@noprior/tensor';

/** Which differences are followed. */
export interface RowDifferenceOptions {
  readonly rowCosine: number;
  readonly signalToNoise: number;
  /** sigma: standard deviation of the noise in an entry of a row. */
  readonly noise: number;
  /** At most so many. */
  readonly count: number;
  readonly random: Random;
}

/** Directions in which one row of the first layer differs from a multiple of another:
 *
 *     u_jk = w_j - (<w_j, w_k> / ||w_k||^2) w_k,   |cos(w_j, w_k)| >= rowCosine.
 *
 * A row is a weighted sum of the samples for which its neuron is active. If the patterns of two neurons differ in
 * few samples, then multiples of their rows differ by those few, and u_jk is their part orthogonal to w_k. If they
 * differ in one sample, it is the part of that sample orthogonal to w_k.
 *
 * @param rows  [m][r] rows of the first layer in coordinates of the span
 * @returns     unit vectors [r], drawn at random from those above their noise
 */
export function rowDifferences(rows: readonly Float64Array[], options: RowDifferenceOptions): Float64Array[] {
  const { rowCosine, signalToNoise, noise, count, random } = options;
  const squares = rows.map((row) => dot(row, row));
  const rank = rows[0]?.length ?? 0;
  const pairs: number[] = [];
  const { data: products } = rowProducts(stackRows(rows, rank), stackRows(rows, rank));
  for (const j of rows.keys()) {
    for (let k = 0; k < rows.length; k++) {
      const size = Math.sqrt(squares[j]! * squares[k]!);
      if (k !== j && size > 0 && Math.abs(products[j * rows.length + k]!) >= rowCosine * size)
        pairs.push(j * rows.length + k);
    }
  }
  const found: Float64Array[] = [];
  // A partial shuffle: every pair is drawn at most once, and no more than are needed.
  for (let drawn = 0; drawn < pairs.length && found.length < count; drawn++) {
    const other = drawn + Math.floor(random.uniform() * (pairs.length - drawn));
    [pairs[drawn], pairs[other]] = [pairs[other]!, pairs[drawn]!];
    const [j, k] = [Math.floor(pairs[drawn]! / rows.length), pairs[drawn]! % rows.length];
    const factor = dot(rows[j]!, rows[k]!) / squares[k]!;
    const difference = rows[j]!.map((value, at) => value - factor * rows[k]![at]!);
    const norm = Math.sqrt(dot(difference, difference));
    const rounding = 1e-12 * Math.sqrt(squares[j]!);
    if (norm < signalToNoise * noise * Math.sqrt(rank * (1 + factor ** 2)) || norm <= rounding) continue;
    found.push(difference.map((value) => value / norm));
  }
  return found;
}
