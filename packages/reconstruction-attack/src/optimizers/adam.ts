import { add, div, mul, sqrt, square, sub } from '@noprior/tensor';
import type { Optimizer } from './optimizer.ts';

/** Adam:  m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
 * x <- x - stepSize (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
 *
 * The bias corrections are folded into two scalars, stepSize sqrt(1 - beta2^t) / (1 - beta1^t) and
 * epsilon sqrt(1 - beta2^t), which gives the same numbers.
 *
 * @see Kingma and Ba 2015, arXiv:1412.6980; torch.optim.Adam
 */
export function adam({
  beta1,
  beta2,
  epsilon,
}: {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}): Optimizer {
  return {
    slots: ['mean', 'meanSquare'],
    scalars: ['epsilon'],
    update: (parameter, gradient, slots, scalars) => {
      const mean = add(mul(beta1, slots.mean!), mul(1 - beta1, gradient));
      const meanSquare = add(mul(beta2, slots.meanSquare!), mul(1 - beta2, square(gradient)));
      const direction = div(mean, add(sqrt(meanSquare), scalars.epsilon!));
      return { parameter: sub(parameter, mul(scalars.stepSize!, direction)), slots: { mean, meanSquare } };
    },
    scalarsAt: (iteration) => {
      const correction = Math.sqrt(1 - beta2 ** (iteration + 1));
      return {
        stepFactor: correction / (1 - beta1 ** (iteration + 1)),
        named: { epsilon: epsilon * correction },
      };
    },
  };
}
