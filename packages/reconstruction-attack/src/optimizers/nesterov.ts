import { add, mul, sub } from '@noprior/tensor';
import type { Optimizer } from './optimizer.ts';

/** Gradient descent with Nesterov's momentum:  b <- momentum b + g,  x <- x - stepSize (g + momentum b).
 *
 * The gradient is taken at x, and x is what Nesterov calls the extrapolated point, as in PyTorch. Without momentum it is
 * plain gradient descent.
 *
 * @param momentum  in [0, 1)
 * @see Sutskever, Martens, Dahl, Hinton 2013; torch.optim.SGD with nesterov=True, without dampening or weight decay
 * @example runKktAttack(network, { ...config, optimizer: { kind: 'nesterov', momentum: 0.9 } }, { backend })
 */
export function nesterov(momentum: number): Optimizer {
  return {
    slots: ['velocity'],
    scalars: [],
    update: (parameter, gradient, { velocity }, { stepSize }) => {
      const next = add(mul(momentum, velocity!), gradient);
      const direction = add(gradient, mul(momentum, next));
      return { parameter: sub(parameter, mul(stepSize!, direction)), slots: { velocity: next } };
    },
    scalarsAt: () => ({ stepFactor: 1, named: {} }),
  };
}
