import type { Tensor } from '@noprior/tensor';
import type { Emission } from './emission.ts';

/** alpha op(A) op(B) + beta C, what one Gemm computes. */
export interface Product {
  readonly product: Tensor<'matmul'>;
  readonly alpha: number;
  /** Broadcasts to the shape of the product. */
  readonly addend?: Tensor;
  readonly beta?: number;
}

/** Emit a product: one Gemm. A single row takes the way that ONNX Runtime has for a vector times a matrix: it wants the row
 * stored as such, and neither factors nor addend. */
export function emitProduct({ product, alpha, addend, beta = 1 }: Product, emission: Emission): string {
  const { transposeA, transposeB } = product.attributes;
  const [a, b] = product.inputs;
  const isRow = product.shape[0] === 1 && transposeA;
  const factors = [isRow ? reshaped(a!, a!.shape.toReversed(), emission) : emission.value(a!), emission.value(b!)];
  // On WebGPU a C without axes ends the process.
  const addends =
    addend === undefined ? [] : [addend.shape.length === 0 ? reshaped(addend, [1], emission) : emission.value(addend)];
  return emission.add('Gemm', [...factors, ...addends], {
    ...(transposeA && !isRow ? { transA: { integer: 1 } } : {}),
    ...(transposeB ? { transB: { integer: 1 } } : {}),
    ...(alpha === 1 ? {} : { alpha: { float: alpha } }),
    ...(beta === 1 ? {} : { beta: { float: beta } }),
  });
}

function reshaped(tensor: Tensor, shape: readonly number[], emission: Emission): string {
  return emission.add('Reshape', [emission.value(tensor), emission.integers(shape)]);
}
