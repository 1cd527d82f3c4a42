import { add, mul, sub } from '@noprior/tensor';
import type { Optimizer } from './optimizer.ts';

/** Gradient descent with momentum:  b <- momentum b + g,  x <- x - stepSize b.
 *
 * @param momentum  in [0, 1); 0.9 in the reference code
 * @see torch.optim.SGD without dampening, weight decay or Nesterov's correction
 */
export function momentumSgd(momentum: number): Optimizer {
  return {
    slots: ['velocity'],
    scalars: [],
    update: (parameter, gradient, { velocity }, { stepSize }) => {
      const next = add(mul(momentum, velocity!), gradient);
      return { parameter: sub(parameter, mul(stepSize!, next)), slots: { velocity: next } };
    },
    scalarsAt: () => ({ stepFactor: 1, named: {} }),
  };
}
