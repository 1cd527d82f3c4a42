import { DomainError, type ElementwiseOp, type OpName, opRules, type Tensor, type TypedArray } from '@noprior/tensor';
import { elementwise } from './elementwise.ts';
import { broadcastTo, concat, reshape, slice, transpose } from './layout.ts';
import { matmul } from './matmul.ts';
import { logSumExp, max, sum } from './reduction.ts';

/** Operations that need more than their meaning on single numbers. */
type StructuralOp = Exclude<OpName, ElementwiseOp | 'input'>;

type Kernels = { readonly [K in StructuralOp]: (node: Tensor<K>, inputs: readonly TypedArray[]) => TypedArray };

/** Kernels of the structural operations; the elementwise ones take theirs from `opRules`. */
const kernels: Kernels & { readonly [K in Exclude<OpName, StructuralOp>]?: undefined } = {
  constant: (node) => node.attributes.data,
  matmul: (node, [a, b]) => matmul(node, a!, b!),
  sum: (node, [x]) => sum(node, x!),
  max: (node, [x]) => max(node, x!),
  logSumExp: (node, [x]) => logSumExp(node, x!),
  reshape: (node, [x]) => reshape(node, x!),
  broadcastTo: (node, [x]) => broadcastTo(node, x!),
  transpose: (node, [x]) => transpose(node, x!),
  concat: (node, inputs) => concat(node, inputs),
  slice: (node, [x]) => slice(node, x!),
};

/** The value of a node from the values of its inputs.
 *
 * @throws {DomainError} for an input, whose value is given and not computed
 */
export function compute(node: Tensor, inputs: readonly TypedArray[]): TypedArray {
  if (isStructural(node)) return structural(node, inputs);
  const { scalar } = opRules[node.op];
  if (scalar === undefined) throw new DomainError(`reference: ${node.op} has no value of its own`);
  return elementwise(node, inputs, scalar);
}

function isStructural(node: Tensor): node is Tensor<StructuralOp> {
  return kernels[node.op] !== undefined;
}

function structural<K extends StructuralOp>(node: Tensor<K>, inputs: readonly TypedArray[]): TypedArray {
  const kernel: Kernels[K] = kernels[node.op];
  return kernel(node, inputs);
}
