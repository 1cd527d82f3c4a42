import { add, mul } from '@noprior/tensor';
import { type MomentumOptions, velocitySlot } from './momentum-sgd.ts';
import { type Optimizer, optimizerOf } from './optimizer.ts';

/** Gradient descent with Nesterov's momentum:  b <- momentum b + g,  x <- x - stepSize (g + momentum b).
 *
 * The gradient is taken at x, and x is what Nesterov calls the extrapolated point, as in PyTorch. Without momentum
 * it is plain gradient descent.
 *
 * @see Sutskever, Martens, Dahl, Hinton 2013; torch.optim.SGD with nesterov=True, without dampening or weight decay
 * @example nesterov({ stepSize: 0.1, momentum: 0.9 })
 */
export function nesterov({ momentum, ...stepSize }: MomentumOptions): Optimizer {
  return optimizerOf(
    {
      ...velocitySlot,
      step: (gradient, { velocity }) => {
        const next = add(mul(momentum, velocity!), gradient);
        return { direction: add(gradient, mul(momentum, next)), slots: { velocity: next } };
      },
    },
    stepSize,
  );
}
