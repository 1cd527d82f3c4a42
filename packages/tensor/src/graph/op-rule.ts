import type { Dtype } from '../dtype.ts';
import { DtypeError } from '../errors/dtype-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import { checkShape, type Shape } from '../shape.ts';
import type { OpAttributes, OpName, Tensor } from './tensor.ts';

/** What the graph must know of an operation. Backends bring the kernels. */
export interface OpRule<K extends OpName> {
  readonly op: K;
  /** Number of inputs; `undefined` for any number from one. */
  readonly arity: number | undefined;
  /** Shape of the result. @throws {ShapeError} if the inputs do not fit */
  shape(inputs: readonly Tensor[], attributes: OpAttributes[K]): Shape;
  /** Cotangents of the inputs, written in terms of operations, so that they can be differentiated again; `null` where
   * the derivative is zero everywhere (masks, comparisons). */
  gradient(node: Tensor<K>, cotangent: Tensor): readonly (Tensor | null)[];
  /** For elementwise operations: the meaning on numbers. Constant folding and the reference backend use it. */
  readonly scalar?: (...values: number[]) => number;
}

/** A rule without its gradient, for operations that are each other's gradient: one of the two has its gradient in a file of its own, and
 * the table of rules puts both together. */
export type OpShapeRule<K extends OpName> = Omit<OpRule<K>, 'gradient'>;

/** Make the node of an operation, checked by its rule.
 *
 * @throws {DtypeError} if the inputs differ in dtype
 * @throws {ShapeError} if they do not fit the operation, or an extent of the result is no integer from 0
 */
export function applyRule<K extends OpName>(
  rule: OpShapeRule<K>,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
): Tensor {
  if (rule.arity !== undefined && inputs.length !== rule.arity) {
    throw new ShapeError(`${rule.op}: expected ${rule.arity} inputs, got ${inputs.length}`);
  }
  const dtype = commonDtype(rule.op, inputs);
  const shape = checkShape(rule.shape(inputs, attributes), rule.op);
  return makeNode(rule.op, inputs, attributes, shape, dtype);
}

/** Link a node without checks; everything outside the rules goes through {@link applyRule}. */
export function makeNode<K extends OpName>(
  op: K,
  inputs: readonly Tensor[],
  attributes: OpAttributes[K],
  shape: Shape,
  dtype: Dtype,
): Tensor {
  const node: { op: K; inputs: readonly Tensor[]; attributes: OpAttributes[K]; shape: Shape; dtype: Dtype } = {
    op,
    inputs,
    attributes,
    shape,
    dtype,
  };
  // The union over K of these object types is Tensor by definition; the compiler cannot distribute over a generic K.
  return Object.freeze(node) as Tensor;
}

function commonDtype(op: OpName, inputs: readonly Tensor[]): Dtype {
  const first = inputs[0];
  if (first === undefined) throw new ShapeError(`${op}: expected at least one input`);
  for (const input of inputs) {
    if (input.dtype !== first.dtype) {
      throw new DtypeError(`${op}: inputs of dtype ${first.dtype} and ${input.dtype}; give all of them one dtype`);
    }
  }
  return first.dtype;
}
