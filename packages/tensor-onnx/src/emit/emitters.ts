import type { OpName, Tensor } from '@noprior/tensor';
import { comparison, elementwise, emitStep, emitSurrogateRelu } from './elementwise.ts';
import type { Emission } from './emission.ts';
import type { Emitter, Emitters } from './emitter.ts';
import { emitBroadcastTo, emitConcat, emitReshape, emitSlice } from './layout.ts';
import { emitProduct } from './product.ts';
import { emitMax, emitSum, reduceAxes, reduceBy } from './reduction.ts';
import { emitSoftplus } from './softplus.ts';

/** The rules where kernels treat NaN and infinity as IEEE 754 does: on the CPU and in WebAssembly. */
export const emitters: Emitters = {
  input: (node, emission) => emission.value(node),
  constant: (node, emission) => emission.constant(node.attributes.data, node.shape),
  neg: elementwise('Neg'),
  abs: elementwise('Abs'),
  square: (node, emission) => {
    const x = emission.value(node.inputs[0]!);
    return emission.add('Mul', [x, x]);
  },
  sqrt: elementwise('Sqrt'),
  exp: elementwise('Exp'),
  log: elementwise('Log'),
  relu: elementwise('Relu'),
  step: emitStep,
  sigmoid: elementwise('Sigmoid'),
  softplus: emitSoftplus,
  stopGradient: (node, emission) => emission.value(node.inputs[0]!),
  add: elementwise('Add'),
  sub: elementwise('Sub'),
  mul: elementwise('Mul'),
  div: elementwise('Div'),
  maximum: elementwise('Max'),
  minimum: elementwise('Min'),
  greater: comparison('Greater'),
  greaterEqual: comparison('GreaterOrEqual'),
  equal: comparison('Equal'),
  surrogateRelu: emitSurrogateRelu,
  where: (node, emission) => {
    const [condition, a, b] = node.inputs;
    return emission.add('Where', [emission.mask(condition!), emission.value(a!), emission.value(b!)]);
  },
  matmul: (node, emission) => emitProduct({ product: node, alpha: 1 }, emission),
  sum: emitSum,
  max: emitMax,
  logSumExp: (node, emission) => reduceAxes(node, emission, reduceBy('ReduceLogSumExp', emission)),
  reshape: emitReshape,
  broadcastTo: emitBroadcastTo,
  transpose: (node, emission) =>
    emission.add('Transpose', [emission.value(node.inputs[0]!)], { perm: { integers: node.attributes.permutation } }),
  concat: emitConcat,
  slice: emitSlice,
};

/** Write the nodes of one operation.
 *
 * @returns the name of its value
 */
export function emit<K extends OpName>(node: Tensor<K>, emission: Emission, rules: Emitters): string {
  const emitter: Emitter<K> = rules[node.op];
  return emitter(node, emission);
}
