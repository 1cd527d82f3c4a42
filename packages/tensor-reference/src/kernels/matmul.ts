import { makeTypedArray, type Tensor, type TypedArray } from '@noprior/tensor';

/** Columns of the right factor that are worked on together, so that they stay in the cache. */
const block = 64;

/** Matrix product: both factors are laid out along the inner axis first, then dot products, four columns at a time,
 * are accumulated in float64. */
export function matmul(node: Tensor<'matmul'>, a: TypedArray, b: TypedArray): TypedArray {
  const { transposeA, transposeB } = node.attributes;
  const [rows, columns] = node.shape as readonly [number, number];
  const inner = node.inputs[0]!.shape[transposeA ? 0 : 1]!;
  const left = transposeA ? transposed(a, inner, rows) : a;
  const right = transposeB ? b : transposed(b, inner, columns);
  const result = makeTypedArray(node.dtype, rows * columns);
  for (let begin = 0; begin < columns; begin += block) {
    const end = Math.min(begin + block, columns);
    for (let row = 0; row < rows; row++) {
      const offset = row * inner;
      let column = begin;
      for (; column + 4 <= end; column += 4) {
        const first = column * inner;
        const second = first + inner;
        const third = second + inner;
        const fourth = third + inner;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let k = 0; k < inner; k++) {
          const value = left[offset + k]!;
          s0 += value * right[first + k]!;
          s1 += value * right[second + k]!;
          s2 += value * right[third + k]!;
          s3 += value * right[fourth + k]!;
        }
        const target = row * columns + column;
        result[target] = s0;
        result[target + 1] = s1;
        result[target + 2] = s2;
        result[target + 3] = s3;
      }
      for (; column < end; column++) {
        let total = 0;
        for (let k = 0; k < inner; k++) total += left[offset + k]! * right[column * inner + k]!;
        result[row * columns + column] = total;
      }
    }
  }
  return result;
}

function transposed(data: TypedArray, rows: number, columns: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column]!;
  }
  return result;
}
