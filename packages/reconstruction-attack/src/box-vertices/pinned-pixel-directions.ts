import type { SpanBasis } from '@noprior/first-layer-spectrum';
import { dot, rejection } from '@noprior/linear-algebra';
import type { Random } from '@noprior/tensor';

/** Weight of a pinned coordinate against the sum of all: so large that first the pixels are pinned and then the rest
 * is made sparse. */
const pinnedPixelWeight = 200;

/** Unit vector of the span along which the sum of the coordinates falls fastest; 0 where the sum is constant on the
 * span.
 *
 * Images on a black ground are sparse: most of their coordinates are at the low bound, and few points of the span
 * within the box have so small a sum.
 *
 * @returns  [r], in coordinates of the span
 */
export function sparsityDirection(span: SpanBasis): Float64Array {
  const falling = coordinateSums(span).map((sum) => -sum);
  const norm = Math.sqrt(dot(falling, falling));
  return norm === 0 ? falling : falling.map((value) => value / norm);
}

/** Directions of norm 1, each with a multiple of the sparsity direction added.
 *
 * @param directions       [n][r]
 * @param towardsSparse    [r], see {@link sparsityDirection}
 * @param sparsityWeights  the multiples, one to each direction in turn
 * @returns                [n][r]; a direction of norm 0 stays as it is
 */
export function addSparsityBias(
  directions: readonly Float64Array[],
  towardsSparse: Float64Array,
  sparsityWeights: readonly number[],
): Float64Array[] {
  return directions.map((direction, index) => {
    const norm = Math.sqrt(dot(direction, direction));
    const weight = sparsityWeights[index % sparsityWeights.length]!;
    return norm === 0 ? direction : direction.map((value, k) => value / norm + weight * towardsSparse[k]!);
  });
}

/** Directions towards the sparsest points that have a few random pixels at the high bound:
 *
 *     c = 200 sum over the pinned j of e_j - sum over all j of e_j,   projected onto the span.
 *
 * A pixel is drawn in proportion to the square of its projection onto the span; one that is constant on the span
 * never is.
 *
 * @param known         orthonormal vectors [r] that are projected out
 * @param count         number of directions
 * @param pinnedPixels  pixels for each direction
 * @returns             [count][r]; none if all coordinates are constant on the span
 * @see Spielman, Wang, Wright 2012, arXiv:1206.5882: a sparse row of a dictionary by a linear program that fixes one
 * entry, or the sum of two
 */
export function pinnedPixelDirections(
  span: SpanBasis,
  known: readonly Float64Array[],
  { count, pinnedPixels, random }: { readonly count: number; readonly pinnedPixels: number; readonly random: Random },
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
  const falling = coordinateSums(span).map((sum) => -sum);
  return Array.from({ length: count }, () => {
    const direction = Float64Array.from(falling);
    for (let drawn = 0; drawn < pinnedPixels; drawn++) {
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
