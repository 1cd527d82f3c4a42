import type { OptimizerConfig } from '../kkt/kkt-attack-config.ts';
import { adam } from './adam.ts';
import { momentumSgd } from './momentum-sgd.ts';
import { nesterov } from './nesterov.ts';
import type { Optimizer } from './optimizer.ts';
import { rowAdam } from './row-adam.ts';

/** The optimizer that a configuration names. */
export function makeOptimizer(config: OptimizerConfig): Optimizer {
  switch (config.kind) {
    case 'sgd':
      return momentumSgd(config.momentum);
    case 'nesterov':
      return nesterov(config.momentum);
    case 'adam':
      return adam(config);
    case 'row-adam':
      return rowAdam(config);
  }
}
