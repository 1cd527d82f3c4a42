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
  const [a, ...others] = [...product.inputs, ...(addend === undefined ? [] : [addend])];
  const isRow = product.shape[0] === 1 && transposeA;
  const first = isRow
    ? emission.add('Reshape', [emission.value(a!), emission.integers(a!.shape.toReversed())])
    : emission.value(a!);
  return emission.add('Gemm', [first, ...others.map((input) => emission.value(input))], {
    ...(transposeA && !isRow ? { transA: { integer: 1 } } : {}),
    ...(transposeB ? { transB: { integer: 1 } } : {}),
    ...(alpha === 1 ? {} : { alpha: { float: alpha } }),
    ...(beta === 1 ? {} : { beta: { float: beta } }),
  });
}
