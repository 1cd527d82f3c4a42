import { type OpName, sizeOf, type Tensor } from '@noprior/tensor';
import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';
import { broadcast } from './broadcast.ts';
import { binary, comparison, extremum, relu, step, surrogateRelu, unary, where } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { concat, slice, transpose } from './layout.ts';
import { logSumExp, max, sum } from './reduction.ts';
import { softplus } from './softplus.ts';
import { exponential, logarithm, sigmoid } from './transcendental.ts';

/** Operations whose value is given, not computed. */
type GivenOp = 'input' | 'constant';

/** One kernel for each operation of the contract. */
const kernels: { readonly [K in Exclude<OpName, GivenOp>]: Kernel<K> } = {
  neg: unary('Neg'),
  abs: unary('Abs'),
  square: (_, [x], scope) => scope.run('Multiply', { a: scope.flat(x!), b: scope.flat(x!) }),
  sqrt: unary('Sqrt'),
  exp: (_, [x], scope) => exponential(x!, scope),
  log: (_, [x], scope) => logarithm(x!, scope),
  relu,
  step,
  sigmoid: (_, [x], scope) => sigmoid(x!, scope),
  softplus,
  stopGradient: (_, [x]) => x!,
  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Multiply'),
  div: binary('RealDiv'),
  maximum: extremum('Maximum'),
  minimum: extremum('Minimum'),
  greater: comparison('Greater'),
  greaterEqual: comparison('GreaterEqual'),
  equal: comparison('Equal'),
  surrogateRelu,
  where,
  matmul: ({ attributes }, [a, b], scope) => scope.run('BatchMatMul', { a: a!, b: b! }, { ...attributes }),
  sum,
  max,
  logSumExp,
  reshape: (_, [x]) => x!,
  broadcastTo: (node, [x], scope) => broadcast(x!, node.shape, scope),
  transpose,
  concat,
  slice,
};

/** The value of a node that is not given, from the values of its inputs; the caller owns it. */
export function compute(node: Tensor<Exclude<OpName, GivenOp>>, inputs: readonly Value[], scope: Scope): Value {
  return scope.keep(node.shape, () => {
    const size = sizeOf(node.shape);
    const ofNothing = node.op !== 'concat' && node.inputs.some(({ shape }) => sizeOf(shape) === 0);
    if (size > 0 && !ofNothing) return apply(node, inputs, scope);
    const fill = node.op === 'max' || node.op === 'logSumExp' ? Number.NEGATIVE_INFINITY : 0;
    return scope.write(new Float32Array(size).fill(fill), node.shape);
  });
}

function apply<K extends Exclude<OpName, GivenOp>>(node: Tensor<K>, inputs: readonly Value[], scope: Scope): Value {
  const kernel: Kernel<K> = kernels[node.op];
  return kernel(node, inputs, scope);
}
