import { adam } from './adam.ts';
import { momentumSgd } from './momentum-sgd.ts';
import { nesterov } from './nesterov.ts';
import type { Optimizer, StepSize } from './optimizer.ts';
import { rowAdam } from './row-adam.ts';

/** Momentum SGD as in the reference code, the same with Nesterov's correction, Adam, or Adam with one second moment per
 * candidate. */
export type OptimizerConfig =
  | { readonly kind: 'sgd'; readonly momentum: number }
  | { readonly kind: 'nesterov'; readonly momentum: number }
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | { readonly kind: 'row-adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/** The optimizer that a configuration names.
 *
 * @example makeOptimizer({ kind: 'sgd', momentum: 0.9 }, { stepSize: 0.1 })
 */
export function makeOptimizer(config: OptimizerConfig, stepSize: StepSize): Optimizer {
  switch (config.kind) {
    case 'sgd':
      return momentumSgd({ ...config, ...stepSize });
    case 'nesterov':
      return nesterov({ ...config, ...stepSize });
    case 'adam':
      return adam({ ...config, ...stepSize });
    case 'row-adam':
      return rowAdam({ ...config, ...stepSize });
  }
}
