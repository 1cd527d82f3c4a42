import type { SpanBasis } from '@noprior/first-layer-spectrum';
import { orthonormalBasis } from '@noprior/linear-algebra';
import { makeHostTensor, makeRandom } from '@noprior/tensor';

/** Points in the box [0, 1], and the span of them, with a 1 appended where there is a bias.
 *
 * @param active  share of their coordinates at its ends; the others are in its inner part [0.1, 0.9]
 */
export function plantedSpanBasis(
  count: number,
  d: number,
  hasBias: boolean,
  seed: number,
  active = 0,
): { readonly span: SpanBasis; readonly points: readonly Float64Array[] } {
  const random = makeRandom(seed).fork('span');
  const points = Array.from({ length: count }, () =>
    Float64Array.from({ length: d }, () =>
      random.uniform() < active ? Math.round(random.uniform()) : 0.1 + 0.8 * random.uniform(),
    ),
  );
  const rows = orthonormalBasis(hasBias ? points.map((point) => Float64Array.from([...point, 1])) : points);
  const columns = hasBias ? d + 1 : d;
  const basis = makeHostTensor(Float64Array.from(rows.flatMap((row) => [...row])), [rows.length, columns]);
  return { span: { basis, hasBias }, points };
}

/** Inner product of two lists of numbers. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}
