import type { Candidates } from '@noprior/kkt-loss';
import { makeHostTensor } from '@noprior/tensor';
import { takeCandidates, unitChange } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate } from './candidate-update.ts';
import { sampleGram } from './sample-gram.ts';

/** Unite candidates of one label that are nearly parallel: x is the mean of the points weighted by their
 * multipliers, and the multipliers are added. Where the points share their activation pattern, stationarity stays as
 * it is.
 *
 * Candidates are visited from the largest multiplier down; each takes in those after it that are near enough to IT,
 * so that no chain of neighbours is united. The one that takes in goes on with its optimizer state.
 *
 * @param cosine  least cosine, in (0, 1]
 * @param by      whether points or sample gradients are compared
 * @see `unite` of @noprior/transforms, for the conditions under which nothing changes
 */
export function merge(cosine: number, by: 'points' | 'gradients'): CandidateUpdate {
  return {
    apply: async (candidates: Candidates, context): Promise<CandidateChange | undefined> => {
      const { lambda, x, y } = candidates;
      const [count, dimension] = [x.shape[0]!, x.shape[1]!];
      const products = by === 'points' ? productsOf(x.data, count) : (await sampleGram(candidates, context)).gram;
      // Rounding makes the cosine of equal rows less than 1 by some units in the last place.
      const near = (i: number, j: number): boolean =>
        products[i * count + j]! > 0 &&
        products[i * count + j]! >= (cosine - 1e-12) * Math.sqrt(products[i * count + i]! * products[j * count + j]!);
      const order = Array.from({ length: count }, (_, i) => i).sort(
        (a, b) => lambda.data[b]! - lambda.data[a]! || a - b,
      );
      const taken = new Set<number>();
      const groups = new Map<number, number[]>();
      for (const head of order) {
        if (taken.has(head)) continue;
        const members = order.filter(
          (i) => i !== head && !taken.has(i) && !groups.has(i) && y.data[i] === y.data[head] && near(head, i),
        );
        for (const member of members) taken.add(member);
        groups.set(head, members);
      }
      if (taken.size === 0) return undefined;
      const kept = [...groups.keys()].sort((a, b) => a - b);
      const { scale } = context.config;
      const merged = takeCandidates(candidates, kept, scale);
      const points = merged.x.data.slice();
      const multipliers = merged.lambda.data.slice();
      const unit = unitChange(scale, count, kept.length);
      for (const [row, head] of kept.entries()) {
        let weight = Math.max(0, lambda.data[head]!);
        for (const member of groups.get(head)!) {
          const added = Math.max(0, lambda.data[member]!);
          weight += added;
          const part = weight > 0 ? added / weight : 0;
          for (let k = 0; k < dimension; k++) {
            const at = row * dimension + k;
            points[at]! += part * (x.data[member * dimension + k]! - points[at]!);
          }
          multipliers[row]! += unit * lambda.data[member]!;
        }
      }
      return {
        candidates: {
          x: makeHostTensor(points, merged.x.shape),
          lambda: makeHostTensor(multipliers, merged.lambda.shape),
          y: merged.y,
        },
        origin: kept,
      };
    },
  };
}

/** [count * count] inner products of rows. */
function productsOf(rows: ArrayLike<number>, count: number): Float64Array {
  const width = rows.length / count;
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let total = 0;
      for (let k = 0; k < width; k++) total += rows[i * width + k]! * rows[j * width + k]!;
      products[i * count + j] = total;
      products[j * count + i] = total;
    }
  }
  return products;
}
