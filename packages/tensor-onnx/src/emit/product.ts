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

/** Emit a product as one Gemm. */
export function emitProduct({ product, alpha, addend, beta = 1 }: Product, emission: Emission): string {
  const { transposeA, transposeB } = product.attributes;
  const inputs = [...product.inputs, ...(addend === undefined ? [] : [addend])];
  return emission.add(
    'Gemm',
    inputs.map((input) => emission.value(input)),
    {
      ...(transposeA ? { transA: { integer: 1 } } : {}),
      ...(transposeB ? { transB: { integer: 1 } } : {}),
      ...(alpha === 1 ? {} : { alpha: { float: alpha } }),
      ...(beta === 1 ? {} : { beta: { float: beta } }),
    },
  );
}
