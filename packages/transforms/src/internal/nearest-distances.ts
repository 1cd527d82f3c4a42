import type { HostTensor } from '@noprior/tensor';

/** Euclidean distance of every row of x to the nearest row of others.
 *
 * @param x       [n, d]
 * @param others  [m, d], m >= 1
 * @returns       [n]
 */
export function nearestDistances(x: HostTensor, others: HostTensor): Float64Array {
  const [count, d] = x.shape as readonly [number, number];
  const [rows] = others.shape as readonly [number, number];
  return Float64Array.from({ length: count }, (_, i) => {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < rows; k++) {
      let total = 0;
      for (let j = 0; j < d && total < least; j++) total += (x.data[i * d + j]! - others.data[k * d + j]!) ** 2;
      least = Math.min(least, total);
    }
    return Math.sqrt(least);
  });
}
