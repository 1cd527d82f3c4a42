import { add, div, mean as meanOf, mul, sqrt, square } from '@noprior/tensor';
import { type AdamOptions, adamNumbers } from './adam.ts';
import { type Optimizer, optimizerOf, type StepRule } from './optimizer.ts';

/** Adam with one second moment per row:  m <- beta1 m + (1 - beta1) g,  v_i <- beta2 v_i + (1 - beta2) mean_k g_ik^2,
 * x_i <- x_i - stepSize (m_i / (1 - beta1^t)) / (sqrt(v_i / (1 - beta2^t)) + epsilon).
 *
 * Adam divides each pixel by its own scale, which turns every candidate's step towards the signs of its gradient.
 * Here the step of a row keeps the direction of its averaged gradient, and only its length is normalised: about
 * stepSize sqrt(d). For a parameter of one axis, the multipliers, every element is a row, and this is Adam.
 *
 * The slot `meanSquare` has the parameter's shape, with the row's number in every column, since slots are allocated
 * alike. The bias corrections are those of {@link adam}.
 *
 * @see Kingma and Ba 2015, arXiv:1412.6980, for Adam; Zhang et al. 2024, arXiv:2406.16793 (Adam-mini), for one second
 *   moment per block
 * @example rowAdam({ stepSize: 0.1 })
 */
export function rowAdam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, ...stepSize }: AdamOptions): Optimizer {
  const rule: StepRule = {
    ...adamNumbers({ beta1, beta2, epsilon }),
    step: (gradient, slots, numbers) => {
      const axes = gradient.shape.flatMap((_, axis) => (axis === 0 ? [] : [axis]));
      const squares = square(gradient);
      const rowSquare = axes.length === 0 ? squares : meanOf(squares, { axes, keepdims: true });
      const mean = add(mul(beta1, slots.mean!), mul(1 - beta1, gradient));
      const meanSquare = add(mul(beta2, slots.meanSquare!), mul(1 - beta2, rowSquare));
      return { direction: div(mean, add(sqrt(meanSquare), numbers.epsilon!)), slots: { mean, meanSquare } };
    },
  };
  return optimizerOf(rule, stepSize);
}
