import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/** max(0, z) whose derivative, wherever it is taken, is sigmoid(alpha z) */
export const surrogateReluRule: ElementwiseRule<'surrogateRelu'> = elementwiseRule(
  'surrogateRelu',
  (z, alpha) => (Number.isNaN(alpha) ? Number.NaN : z > 0 ? z : z <= 0 ? 0 : Number.NaN),
  ([z, alpha], g) => [mul(g, sigmoid(mul(alpha!, z!))), null],
);

/** Elementwise max(0, z) that is differentiated as if it were a smoothed ReLU: the derivative is `sigmoid(alpha z)`,
 * and the derivative of that derivative is the true one of the sigmoid, alpha sigmoid'(alpha z).
 *
 * @param z      pre-activations, any shape
 * @param alpha  [] sharpness, > 0; an input of the graph, so that one compiled program serves every schedule; the value does not depend
 *               on it, so its derivative is 0
 * @throws {ShapeError} unless they broadcast
 * @see Haim et al. 2022, arXiv:2206.07758, section on the modified ReLU (alpha between 10 and 500)
 */
export function surrogateRelu(z: Tensor, alpha: Operand): Tensor {
  return elementwise(surrogateReluRule, z, alpha);
}
