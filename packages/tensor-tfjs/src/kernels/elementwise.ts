import { broadcastShapes, type Shape, scalarValue, type Tensor } from '@noprior/tensor';
import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';
import { broadcast } from './broadcast.ts';
import { collapse } from './collapse.ts';

type ElementwiseKernel = (node: Tensor, inputs: readonly Value[], scope: Scope) => Value;

/** Axes that the binary kernels of every backend broadcast. */
const maxRank = 4;

/** Apply a kernel of one input. */
export function applyUnary(kernel: string, x: Value, scope: Scope): Value {
  return scope.run(kernel, { x: scope.flat(x) });
}

/** Apply a kernel of two inputs with broadcasting. */
export function applyBinary(kernel: string, a: Value, b: Value, scope: Scope): Value {
  const shape = broadcastShapes(a.shape, b.shape, kernel);
  const { inputs, result } = collapse([a.shape, b.shape], shape);
  const collapsed =
    result.length <= maxRank
      ? { a: scope.view(a, inputs[0]!), b: scope.view(b, inputs[1]!) }
      : { a: scope.flat(broadcast(a, shape, scope)), b: scope.flat(broadcast(b, shape, scope)) };
  return scope.view(scope.run(kernel, collapsed), shape);
}

/** Kernel of an operation of one input that tfjs has under one name. */
export function unary(kernel: string): ElementwiseKernel {
  return (_, [x], scope) => applyUnary(kernel, x!, scope);
}

/** Kernel of an operation of two inputs that tfjs has under one name, with the same broadcasting. */
export function binary(kernel: string): ElementwiseKernel {
  return (_, [a, b], scope) => applyBinary(kernel, a!, b!, scope);
}

/** Kernel of a comparison. tfjs gives booleans; the contract wants numbers 0 and 1. */
export function comparison(kernel: string): ElementwiseKernel {
  return (_, [a, b], scope) => toNumbers(applyBinary(kernel, a!, b!, scope), scope);
}

/** x > 0 */
export const step: ElementwiseKernel = (_, [x], scope) =>
  toNumbers(applyBinary('Greater', scope.flat(x!), scope.scalar(0), scope), scope);

/** Largest or smallest of two; a NaN is the result wherever it comes from. */
export function extremum(kernel: 'Maximum' | 'Minimum'): ElementwiseKernel {
  return (_, [a, b], scope) => {
    const result = applyBinary(kernel, a!, b!, scope);
    if (scope.traits.keepsNaN) return result;
    const rest = select(nanMask(b!, scope), b!, result, result.shape, scope);
    return select(nanMask(a!, scope), a!, rest, result.shape, scope);
  };
}

/** max(0, x) */
export const relu: ElementwiseKernel = (_, [x], scope) => {
  const result = scope.view(applyUnary('Relu', x!, scope), x!.shape);
  return scope.traits.keepsNaN ? result : select(nanMask(x!, scope), x!, result, x!.shape, scope);
};

/** max(0, z), and NaN where alpha is NaN. */
export const surrogateRelu: ElementwiseKernel = (node, inputs, scope) => {
  const [z, alpha] = inputs;
  const fixed = scalarValue(node.inputs[1]!);
  const result = scope.view(relu(node, [z!], scope), z!.shape);
  if (fixed !== undefined && !Number.isNaN(fixed)) return result;
  return select(nanMask(alpha!, scope), alpha!, result, node.shape, scope);
};

/** a where the condition is not 0, else b. */
export const where: ElementwiseKernel = (node, [condition, a, b], scope) =>
  select(applyBinary('NotEqual', condition!, scope.scalar(0), scope), a!, b!, node.shape, scope);

/** a where a boolean condition holds, else b; all three broadcast to the shape. */
export function select(condition: Value, a: Value, b: Value, shape: Shape, scope: Scope): Value {
  const inputs = {
    condition: scope.flat(broadcastMask(condition, shape, scope)),
    t: scope.flat(broadcast(a, shape, scope)),
    e: scope.flat(broadcast(b, shape, scope)),
  };
  return scope.view(scope.run('Select', inputs), shape);
}

/** Where x is NaN, as booleans in the shape of x. */
export function nanMask(x: Value, scope: Scope): Value {
  return scope.view(applyUnary('IsNan', x, scope), x.shape);
}

/** Booleans as numbers 0 and 1. */
export function toNumbers(mask: Value, scope: Scope): Value {
  const numbers = scope.run('Cast', { x: scope.flat(mask) }, { dtype: 'float32' });
  if (!scope.traits.castIsView) return numbers;
  // The memory still holds booleans, which not every kernel converts.
  return applyBinary('Multiply', numbers, scope.scalar(1), scope);
}

/** Tile knows float32 on every backend, booleans not. */
function broadcastMask(mask: Value, shape: Shape, scope: Scope): Value {
  const same = mask.shape.length === shape.length && mask.shape.every((extent, axis) => extent === shape[axis]);
  if (same) return mask;
  const numbers = scope.view(toNumbers(mask, scope), mask.shape);
  return scope.run('NotEqual', { a: scope.flat(broadcast(numbers, shape, scope)), b: scope.scalar(0) });
}
