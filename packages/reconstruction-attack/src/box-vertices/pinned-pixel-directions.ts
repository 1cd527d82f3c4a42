import type { SpanBasis } from '@noprior/first-layer-spectrum';
import { dot, rejection } from '@noprior/linear-algebra';
import type { Random } from '@noprior/tensor';

/** Weight of a lit coordinate against the sum of all: enough that coordinates are lit first and the rest is light then. */
const pinnedPixelWeight = 200;

/** The direction of the span in which the sum of the coordinates falls fastest, a unit vector; 0 where the sum is the same all over the span.
 *
 * Images on a black ground are light: most of their coordinates are at the low end of the box, and few points of the span within
 * the box have so small a sum as they have.
 *
 * @returns  [r], in coordinates of the span
 */
export function lightDirection(span: SpanBasis): Float64Array {
  const light = coordinateSums(span).map((sum) => -sum);
  const norm = Math.sqrt(dot(light, light));
  return norm === 0 ? light : light.map((value) => value / norm);
}

/** Unit vectors, each pulled towards light points by one of the sparsityWeights, in turn.
 *
 * @param directions  [n][r]
 * @param light       [r], see {@link lightDirection}
 * @param sparsityWeights       multiples of `light` that are added to the unit vectors
 * @returns           [n][r]; a direction of norm 0 stays what it is
 */
export function addSparsityBias(
  directions: readonly Float64Array[],
  light: Float64Array,
  sparsityWeights: readonly number[],
): Float64Array[] {
  return directions.map((direction, index) => {
    const norm = Math.sqrt(dot(direction, direction));
    const pull = sparsityWeights[index % sparsityWeights.length]!;
    return norm === 0 ? direction : direction.map((value, k) => value / norm + pull * light[k]!);
  });
}

/** Directions towards the lightest points at which a few coordinates, drawn at random, are at the high end of the box:
 *
 *     c = 200 sum over the lit j of e_j - sum over all j of e_j,   projected onto the span.
 *
 * A coordinate is drawn in proportion to the square of its projection onto the span: one that is the same in all samples never is.
 *
 * @param known  orthonormal vectors [r] that are projected out
 * @returns      [count][r]; none if no coordinate changes within the span
 * @see Spielman, Wang, Wright 2012, arXiv:1206.5882: a sparse row of a dictionary as the solution of a linear program in which an entry,
 *   or the sum of two, is held
 */
export function pinnedPixelDirections(
  span: SpanBasis,
  known: readonly Float64Array[],
  { count, lit, random }: { readonly count: number; readonly lit: number; readonly random: Random },
): Float64Array[] {
  const { basis, hasBias } = span;
  const [rank, columns] = basis.shape as readonly [number, number];
  const d = hasBias ? columns - 1 : columns;
  const sums = new Float64Array(d);
  let total = 0;
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < rank; k++) total += basis.data[k * columns + j]! ** 2;
    sums[j] = total;
  }
  if (!(total > 1e-12)) return [];
  const light = coordinateSums(span).map((sum) => -sum);
  return Array.from({ length: count }, () => {
    const direction = Float64Array.from(light);
    for (let drawn = 0; drawn < lit; drawn++) {
      const bound = random.uniform() * total;
      const above = sums.findIndex((sum) => sum > bound);
      // Rounding may leave none above.
      const j = above === -1 ? d - 1 : above;
      for (let k = 0; k < rank; k++) direction[k]! += pinnedPixelWeight * basis.data[k * columns + j]!;
    }
    return rejection(direction, known);
  });
}

/** [r] sums of the coordinates of the basis vectors, without that of the bias. */
function coordinateSums({ basis, hasBias }: SpanBasis): Float64Array {
  const [rank, columns] = basis.shape as readonly [number, number];
  const d = hasBias ? columns - 1 : columns;
  return Float64Array.from({ length: rank }, (_, k) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += basis.data[k * columns + j]!;
    return sum;
  });
}
