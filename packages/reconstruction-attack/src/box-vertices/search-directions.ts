import type { SpanEstimate } from '@noprior/first-layer-spectrum';
import { dot, rejection } from '@noprior/linear-algebra';
import type { Random } from '@noprior/tensor';
import type { BoxVertexConfig } from './box-vertex-config.ts';
import { rowDifferences } from './row-differences.ts';

/** Directions that a round follows: differences of the rows, with what is known projected out.
 *
 * The sign of a difference is unknown. As a rule the last coordinate gives it, since that is 1 for every sample.
 * This holds as long as no sample is projected out; free directions have a last coordinate of 0. Otherwise, and
 * without a bias, both signs are followed.
 *
 * @param rows   [m][r] rows of the first layer in coordinates of the span
 * @param known  orthonormal vectors [r]
 * @returns      [n][r], n <= config.directions, or one more where both signs are followed
 */
export function searchDirections(
  rows: readonly Float64Array[],
  known: readonly Float64Array[],
  { basis, hasBias, noise }: Pick<SpanEstimate, 'basis' | 'hasBias' | 'noise'>,
  { rowCosine, signalToNoise, directions }: Pick<BoxVertexConfig, 'rowCosine' | 'signalToNoise' | 'directions'>,
  random: Random,
): Float64Array[] {
  const [rank, columns] = basis.shape as readonly [number, number];
  const last = Float64Array.from({ length: rank }, (_, k) => basis.data[(k + 1) * columns - 1]!);
  const signed = hasBias && known.every((vector) => Math.abs(dot(vector, last)) < 1e-9);
  const count = signed ? directions : Math.ceil(directions / 2);
  const differences = rowDifferences(
    rows.map((row) => rejection(row, known)),
    { rowCosine, signalToNoise, noise, count, random },
  );
  if (!signed) return differences.flatMap((u) => [u, opposite(u)]);
  return differences.map((u) => (dot(u, last) < 0 ? opposite(u) : u));
}

/** Random directions, with what is known projected out.
 *
 * @param known  orthonormal vectors [rank]
 * @returns      [count][rank]
 */
export function randomDirections(
  count: number,
  rank: number,
  known: readonly Float64Array[],
  random: Random,
): Float64Array[] {
  return Array.from({ length: count }, () =>
    rejection(
      Float64Array.from({ length: rank }, () => random.normal()),
      known,
    ),
  );
}

function opposite(direction: Float64Array): Float64Array {
  return direction.map((value) => -value);
}
