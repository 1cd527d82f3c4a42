import { spanReduction } from '@noprior/first-layer-spectrum';
import { makeHostTensor, toHostDtype } from '@noprior/tensor';
import { drawMultipliers, startLabels, startRandom } from './draw-multipliers.ts';
import type { Start } from './start.ts';

/** Points drawn uniformly on a sphere within the span of the samples, around its point nearest to 0; multipliers
 * uniform.
 *
 * Gradients of a point's first layer leave what is off the span as it was drawn; this start has nothing there.
 *
 * @param radius  in units of x, above 0
 */
export function rowSpaceStart(radius: number): Start {
  return async (input) => {
    const { network, span, candidatesPerClass, dtype } = input;
    const reduction = spanReduction(network, span);
    const count = 2 * candidatesPerClass;
    const width = reduction.network.layers[0]!.weight.shape[1]!;
    const w = startRandom(input)
      .fork('x')
      .sphereTensor(count, width, radius * reduction.scale, 'float64');
    const ones = makeHostTensor(new Float64Array(count).fill(1), [count]);
    const { x } = reduction.expand({ x: w, lambda: ones, y: ones });
    return { x: toHostDtype(x, dtype), lambda: drawMultipliers(input), y: startLabels(input) };
  };
}
