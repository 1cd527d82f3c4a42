import { add, div, mul, sqrt, square } from '@noprior/tensor';
import { type Optimizer, optimizerOf, type StepRule, type StepSize } from './optimizer.ts';

/** Numbers of Adam: decays of the two moments, and what keeps the divisor from 0. */
export interface AdamOptions extends StepSize {
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

/** Adam:  m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
 * x <- x - stepSize (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
 *
 * The bias corrections are folded into two numbers, stepSize sqrt(1 - beta2^t) / (1 - beta1^t) and
 * epsilon sqrt(1 - beta2^t), which gives the same values.
 *
 * @see Kingma and Ba 2015, arXiv:1412.6980; torch.optim.Adam
 * @example adam({ stepSize: 0.1 })
 */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, ...stepSize }: AdamOptions): Optimizer {
  const rule: StepRule = {
    ...adamNumbers({ beta1, beta2, epsilon }),
    step: (gradient, slots, numbers) => {
      const mean = add(mul(beta1, slots.mean!), mul(1 - beta1, gradient));
      const meanSquare = add(mul(beta2, slots.meanSquare!), mul(1 - beta2, square(gradient)));
      return { direction: div(mean, add(sqrt(meanSquare), numbers.epsilon!)), slots: { mean, meanSquare } };
    },
  };
  return optimizerOf(rule, stepSize);
}

/** Slots and numbers of Adam and of its variants. */
export function adamNumbers({
  beta1,
  beta2,
  epsilon,
}: {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}): Omit<StepRule, 'step'> {
  return {
    slots: ['mean', 'meanSquare'],
    numbers: ['epsilon'],
    numbersAt: (iteration) => {
      const correction = Math.sqrt(1 - beta2 ** (iteration + 1));
      return { stepFactor: correction / (1 - beta1 ** (iteration + 1)), named: { epsilon: epsilon * correction } };
    },
  };
}
