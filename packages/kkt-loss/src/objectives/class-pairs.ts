import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Every point K times, each time with the direction of the outputs that one competing class has: e_y - e_c, so that
 * `<direction, f(x)> = f_y - f_c`. The direction of a point's own class is 0.
 *
 * @param x        [n, d]
 * @param y        [n] classes, 0 to K - 1
 * @param classes  K
 * @returns        x [n K, d] and directions y [n K, K], in float64
 * @example classPairs(fromNested([[5]]), fromNested([1]), 2).y // [[-1, 1], [0, 0]]
 */
export function classPairs(x: HostTensor, y: HostTensor, classes: number): { x: HostTensor; y: HostTensor } {
  const [count = 0, dimension = 0] = x.shape;
  const points = new Float64Array(count * classes * dimension);
  const directions = new Float64Array(count * classes * classes);
  for (let i = 0; i < count; i++) {
    const row = x.data.subarray(i * dimension, (i + 1) * dimension);
    for (let c = 0; c < classes; c++) {
      const at = i * classes + c;
      points.set(row, at * dimension);
      directions[at * classes + y.data[i]!]! += 1;
      directions[at * classes + c]! -= 1;
    }
  }
  return {
    x: makeHostTensor(points, [count * classes, dimension]),
    y: makeHostTensor(directions, [count * classes, classes]),
  };
}
