import { add, mul } from '@noprior/tensor';
import { type Optimizer, optimizerOf, type StepSize } from './optimizer.ts';

/** Numbers of gradient descent with momentum. */
export interface MomentumOptions extends StepSize {
  /** In [0, 1); 0.9 in the reference code. */
  readonly momentum: number;
}

/** Gradient descent with momentum:  b <- momentum b + g,  x <- x - stepSize b.
 *
 * @see torch.optim.SGD without dampening, weight decay or Nesterov's correction
 * @example momentumSgd({ stepSize: 0.1, momentum: 0.9 })
 */
export function momentumSgd({ momentum, ...stepSize }: MomentumOptions): Optimizer {
  return optimizerOf(
    {
      ...velocitySlot,
      step: (gradient, { velocity }) => {
        const next = add(mul(momentum, velocity!), gradient);
        return { direction: next, slots: { velocity: next } };
      },
    },
    stepSize,
  );
}

/** Slots and numbers of gradient descent with momentum, in either form. */
export const velocitySlot = {
  slots: ['velocity'],
  numbers: [],
  numbersAt: () => ({ stepFactor: 1, named: {} }),
} as const;
