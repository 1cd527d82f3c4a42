import { type Shape, sameShape } from '@noprior/tensor';
import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';
import { collapse } from './collapse.ts';

/** Elements repeated along broadcast axes.
 *
 * @returns a value of any shape with the elements of `shape`
 */
export function broadcast(x: Value, shape: Shape, scope: Scope): Value {
  if (sameShape(x.shape, shape)) return x;
  const {
    inputs: [from],
    result,
  } = collapse([x.shape], shape);
  // One group of axes after the other, from the last: three axes are enough for any rank.
  let value = x;
  let inner = 1;
  for (let axis = result.length - 1; axis >= 0; axis--) {
    const extent = result[axis]!;
    if (from![axis] === 1) {
      const outer = from!.slice(0, axis).reduce((product, own) => product * own, 1);
      const [shaped, reps] =
        inner === 1
          ? [
              [outer, 1],
              [1, extent],
            ]
          : [
              [outer, 1, inner],
              [1, extent, 1],
            ];
      value = scope.run('Tile', { x: scope.view(value, shaped!) }, { reps });
    }
    inner *= extent;
  }
  return value;
}
