import type { Operand, Tensor } from '@noprior/tensor';

/** A first-order update rule, written in the graph: parameter, gradient and slots in, parameter and slots out. */
export interface Optimizer {
  /** Names of the tensors that it keeps for each parameter, in the parameter's shape, zero at the start. */
  readonly slots: readonly string[];
  /** Names of its scalar inputs beside the step size. */
  readonly scalars: readonly string[];
  /** One update. `scalars` holds `stepSize`, already corrected by {@link Optimizer.scalarsAt}, and the named ones. */
  update(
    parameter: Tensor,
    gradient: Tensor,
    slots: Readonly<Record<string, Tensor>>,
    scalars: Readonly<Record<string, Operand>>,
  ): { readonly parameter: Tensor; readonly slots: Readonly<Record<string, Tensor>> };
  /** Scalar inputs of an iteration, 0-based: the factor on the step size, and the named scalars. */
  scalarsAt(iteration: number): { readonly stepFactor: number; readonly named: Readonly<Record<string, number>> };
}
