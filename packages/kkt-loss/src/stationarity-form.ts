import type { LayerTensors } from '@noprior/relu-models';
import type { CandidateTensors } from './candidate-tensors.ts';
import { type Stationarity, type StationarityOptions, stationarity } from './stationarity.ts';
import { stationarityGram } from './stationarity-gram.ts';

/** Two programs for one value: `direct` forms the weighted sum of gradients, `gram` their inner products. */
export type StationarityForm = 'direct' | 'gram';

/** L_stationary in the form that is asked for. */
export function stationarityIn(
  form: StationarityForm,
  layers: readonly LayerTensors[],
  candidates: CandidateTensors,
  options: StationarityOptions = {},
): Stationarity {
  return form === 'gram' ? stationarityGram(layers, candidates, options) : stationarity(layers, candidates, options);
}

/** Operations of a matrix product that take as long as touching one element once in an elementwise pass. */
const operationsPerElement = 60;

/** The form that costs less for a value with its gradient, by counting multiplications and elements touched.
 *
 * @param widths  input size, hidden sizes, 1
 * @param count   n, the number of candidates
 * @example cheaperForm([784, 1000, 1], 40) // => 'gram'
 */
export function cheaperForm(widths: readonly number[], count: number): StationarityForm {
  let direct = 0;
  let gram = 0;
  for (let layer = 1; layer < widths.length; layer++) {
    const size = widths[layer - 1]! * widths[layer]!;
    const first = layer === 1;
    direct += 2 * count * size * (first ? 5 : 7) + operationsPerElement * 5 * size;
    gram += 2 * count * size * (first ? 2 : 4);
    gram += 2 * count * count * 2 * (widths[layer - 1]! + widths[layer]!) + operationsPerElement * 6 * count * count;
  }
  return gram < direct ? 'gram' : 'direct';
}
