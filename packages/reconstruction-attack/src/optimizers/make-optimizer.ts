import type { OptimizerConfig } from '../attack-config.ts';
import { adam } from './adam.ts';
import { momentumSgd } from './momentum-sgd.ts';
import type { Optimizer } from './optimizer.ts';

/** The optimizer that a configuration names. */
export function makeOptimizer(config: OptimizerConfig): Optimizer {
  return config.kind === 'sgd' ? momentumSgd(config.momentum) : adam(config);
}
