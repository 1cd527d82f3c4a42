/** Two programs for one evidence: `direct` forms the residual of the first layer, `gram` inner products with the points. */
export type EvidenceForm = 'direct' | 'gram';

/** Operations of a matrix product that take as long as touching one element once in an elementwise pass. */
const operationsPerElement = 60;

/** The form that costs less for an update of the points, by counting multiplications and elements touched. What both
 * forms compute is left out: layers above the first, pre-activations and the gradient through them.
 *
 * @param dimension  d, coordinates of a point
 * @param neurons    m, units of the first layer
 * @param count      n, the number of candidates
 * @example cheaperEvidenceForm(784, 1000, 40) // => 'gram'
 */
export function cheaperEvidenceForm(dimension: number, neurons: number, count: number): EvidenceForm {
  const size = neurons * dimension;
  const direct = 2 * count * size * 6 + operationsPerElement * 5 * size;
  const gram = 2 * count * count * (2 * dimension + 3 * neurons) + operationsPerElement * 6 * count * count;
  return gram < direct ? 'gram' : 'direct';
}
