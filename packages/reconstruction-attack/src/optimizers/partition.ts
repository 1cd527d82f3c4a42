import type { Tensor } from '@noprior/tensor';
import type { NamedTensors, Optimizer } from './optimizer.ts';

/** One optimizer for every parameter: that of parameter `x` has its numbers as `x.stepSize` and so on.
 *
 * @param optimizers  by the parameters' names
 * @see optax.partition
 * @example partition({ x: adam({ stepSize: 0.02 }), lambda: adam({ stepSize: 0.003 }) }).numbers // => ['x.stepSize', 'x.epsilon', ...]
 */
export function partition(optimizers: Readonly<Record<string, Optimizer>>): Optimizer {
  const names = Object.keys(optimizers);
  return {
    numbers: names.flatMap((name) => optimizers[name]!.numbers.map((number) => `${name}.${number}`)),
    numbersAt: (iteration) => {
      const numbers: Record<string, number> = {};
      for (const name of names) {
        for (const [number, value] of Object.entries(optimizers[name]!.numbersAt(iteration))) {
          numbers[`${name}.${number}`] = value;
        }
      }
      return numbers;
    },
    init: (parameters) => {
      const state: Record<string, Tensor> = {};
      for (const [name, parameter] of Object.entries(parameters)) {
        Object.assign(state, optimizers[name]!.init({ [name]: parameter }));
      }
      return state;
    },
    update: (gradients, state, parameters, given) => {
      const result = { updates: {}, state: {} };
      for (const [name, gradient] of Object.entries(gradients)) {
        const { numbers, update } = optimizers[name]!;
        const own: NamedTensors = Object.fromEntries(numbers.map((number) => [number, given[`${name}.${number}`]!]));
        const one = update({ [name]: gradient }, state, { [name]: parameters[name]! }, own);
        Object.assign(result.updates, one.updates);
        Object.assign(result.state, one.state);
      }
      return result;
    },
  };
}
