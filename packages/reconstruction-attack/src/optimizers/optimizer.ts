import { add, fill, mapRecord, mul, neg, type Tensor, type TensorSpec } from '@noprior/tensor';

/** Tensors by name: parameters, their gradients and updates, or the state of an optimizer. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** A first-order update rule as functions of a graph, after optax: `init` makes the state, `update` turns gradients
 * into updates.
 *
 * It stands alone: any graph with parameters can use it. What changes with the iteration and is no tensor, the step
 * size and corrections of it, is a number that the host computes in float64, since 1 - beta^t in float32 loses
 * digits: {@link Optimizer.numbersAt} has its value, and the graph takes it as a scalar input.
 *
 * @see DeepMind et al. 2020, optax: `GradientTransformationExtraArgs`
 */
export interface Optimizer {
  /** Names of the scalar inputs of {@link update}. */
  readonly numbers: readonly string[];
  /** Their values at an iteration, 0-based. */
  numbersAt(iteration: number): Readonly<Record<string, number>>;
  /** The state at the start, zeros: for parameter `x` and slot `mean` there is `x.mean`, of the shape of `x`. */
  init(parameters: Readonly<Record<string, TensorSpec>>): Record<string, Tensor>;
  /** Updates of the parameters, to be added to them, and the next state.
   *
   * @param gradients   by the parameters' names
   * @param state       of {@link init}, or of the update before
   * @param parameters  at which the gradients were taken
   * @param numbers     scalar inputs by their names in {@link numbers}; others may be among them
   */
  update(
    gradients: NamedTensors,
    state: NamedTensors,
    parameters: NamedTensors,
    numbers: NamedTensors,
  ): { readonly updates: Record<string, Tensor>; readonly state: Record<string, Tensor> };
}

/** Parameters after an update.
 *
 * @example applyUpdates({ x }, optimizer.update({ x: gradient }, state, { x }, numbers).updates).x
 */
export function applyUpdates(parameters: NamedTensors, updates: NamedTensors): Record<string, Tensor> {
  return mapRecord(updates, (update, name) => add(parameters[name]!, update));
}

/** How long steps are. */
export interface StepSize {
  readonly stepSize: number;
  /** Factor on the step size at an iteration, 0-based; default 1 throughout. */
  readonly schedule?: ((iteration: number) => number) | undefined;
}

/** What defines an update rule: its slots, its numbers, and the direction of a step. */
export interface StepRule {
  /** Names of the tensors that it keeps for each parameter. */
  readonly slots: readonly string[];
  /** Names of its numbers beside the step size. */
  readonly numbers: readonly string[];
  /** Factor that corrects the step size, and its other numbers, at an iteration. */
  numbersAt(iteration: number): { readonly stepFactor: number; readonly named: Readonly<Record<string, number>> };
  /** The direction that a step goes against, and the next slots. */
  step(
    gradient: Tensor,
    slots: NamedTensors,
    numbers: NamedTensors,
  ): { readonly direction: Tensor; readonly slots: NamedTensors };
}

/** The optimizer of a rule that treats every parameter by itself:  x <- x - stepSize * direction. */
export function optimizerOf(
  { slots, numbers, numbersAt, step }: StepRule,
  { stepSize, schedule }: StepSize,
): Optimizer {
  return {
    numbers: ['stepSize', ...numbers],
    numbersAt: (iteration) => {
      const { stepFactor, named } = numbersAt(iteration);
      return { stepSize: stepSize * (stepFactor * (schedule?.(iteration) ?? 1)), ...named };
    },
    init: (parameters) => {
      const state: Record<string, Tensor> = {};
      for (const [name, { shape, dtype }] of Object.entries(parameters)) {
        for (const slot of slots) state[`${name}.${slot}`] = fill(0, shape, dtype);
      }
      return state;
    },
    update: (gradients, state, _, given) => {
      const updates: Record<string, Tensor> = {};
      const next: Record<string, Tensor> = {};
      for (const [name, gradient] of Object.entries(gradients)) {
        const own = Object.fromEntries(slots.map((slot) => [slot, state[`${name}.${slot}`]!]));
        const { direction, slots: after } = step(gradient, own, given);
        updates[name] = mul(neg(given.stepSize!), direction);
        for (const slot of slots) next[`${name}.${slot}`] = after[slot]!;
      }
      return { updates, state: next };
    },
  };
}
