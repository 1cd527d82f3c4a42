import type { Dtype, TypedArray } from '../dtype.ts';
import type { Shape } from '../shape.ts';

/** No attributes. */
export type NoAttributes = Readonly<Record<never, never>>;

/** Attributes of every operation; its keys are the closed set of operations.
 *
 * Tables of rules, kernels and emitters are typed by this interface: an operation without an entry does not compile.
 */
export interface OpAttributes {
  input: { readonly name: string };
  constant: { readonly data: TypedArray };
  neg: NoAttributes;
  abs: NoAttributes;
  square: NoAttributes;
  sqrt: NoAttributes;
  exp: NoAttributes;
  log: NoAttributes;
  relu: NoAttributes;
  step: NoAttributes;
  sigmoid: NoAttributes;
  softplus: NoAttributes;
  stopGradient: NoAttributes;
  add: NoAttributes;
  sub: NoAttributes;
  mul: NoAttributes;
  div: NoAttributes;
  maximum: NoAttributes;
  minimum: NoAttributes;
  greater: NoAttributes;
  greaterEqual: NoAttributes;
  equal: NoAttributes;
  surrogateRelu: NoAttributes;
  where: NoAttributes;
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  sum: ReductionAttributes;
  max: ReductionAttributes;
  logSumExp: ReductionAttributes;
  reshape: { readonly shape: Shape };
  broadcastTo: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  concat: { readonly axis: number };
  slice: { readonly begin: readonly number[]; readonly size: readonly number[] };
}

/** Axes to reduce, non-negative and ascending, and whether they stay as extents of 1. */
export interface ReductionAttributes {
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

/** Name of an operation. */
export type OpName = keyof OpAttributes;

/** A symbolic tensor: one node of a graph in static single assignment, immutable, linked to the nodes it reads.
 *
 * There is no global state: a graph is whatever can be reached from its outputs.
 */
export type Tensor<K extends OpName = OpName> = {
  [P in K]: {
    readonly op: P;
    readonly inputs: readonly Tensor[];
    readonly attributes: OpAttributes[P];
    readonly shape: Shape;
    readonly dtype: Dtype;
  };
}[K];

/** A tensor, or a number that takes the dtype of the tensor it meets. */
export type Operand = Tensor | number;
