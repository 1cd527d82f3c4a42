import { type HostTensor, makeHostTensor, type Random } from '@noprior/tensor';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Ends of the spectra of many symmetric matrices, one for each row. */
export interface SmallestEigenvalues {
  /** [n] smallest, from above */
  readonly values: Float64Array;
  /** [n, d] unit vectors */
  readonly vectors: Float64Array;
  /** [n] largest absolute value, from below */
  readonly sizes: Float64Array;
}

/** Smallest eigenvalue of every matrix by the Lanczos iteration with full reorthogonalisation, all rows side by side.
 *
 * It needs nothing but products, and finds the lower end without a shift. With as many steps as the dimension it is exact;
 * with fewer, values are from above.
 *
 * @param multiply  [n, d] -> [n, d], row i times matrix i
 * @param steps     at least 1; more than d are not taken
 */
export async function smallestEigenvalues(
  multiply: (v: HostTensor) => Promise<HostTensor>,
  [count, dimension]: readonly [number, number],
  steps: number,
  random: Random,
): Promise<SmallestEigenvalues> {
  const krylov = await lanczos(multiply, [count, dimension], Math.min(steps, dimension), random);
  const values = new Float64Array(count);
  const sizes = new Float64Array(count);
  const vectors = new Float64Array(count * dimension);
  for (let i = 0; i < count; i++) {
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(tridiagonal(krylov, i), {
      assumeSymmetric: true,
    });
    let least = 0;
    for (const [index, value] of realEigenvalues.entries()) {
      if (value < realEigenvalues[least]!) least = index;
      sizes[i] = Math.max(sizes[i]!, Math.abs(value));
    }
    values[i] = realEigenvalues[least]!;
    for (let step = 0; step < realEigenvalues.length; step++) {
      const part = eigenvectorMatrix.get(step, least);
      for (let k = 0; k < dimension; k++) {
        vectors[i * dimension + k]! += part * krylov.basis[step]![i * dimension + k]!;
      }
    }
  }
  return { values, vectors, sizes };
}

/** Each matrix in an orthonormal basis of its Krylov space, where it is tridiagonal. */
interface Krylov {
  /** [n, d] for every step */
  readonly basis: readonly Float64Array[];
  /** [n] for every step */
  readonly diagonal: readonly Float64Array[];
  /** [n] for every step: the entry beside the diagonal, 0 where the space is exhausted */
  readonly beside: readonly Float64Array[];
}

async function lanczos(
  multiply: (v: HostTensor) => Promise<HostTensor>,
  [count, dimension]: readonly [number, number],
  steps: number,
  random: Random,
): Promise<Krylov> {
  const basis: Float64Array[] = [];
  const diagonal: Float64Array[] = [];
  const beside: Float64Array[] = [];
  const scale = new Float64Array(count);
  let next = Float64Array.from({ length: count * dimension }, () => random.normal());
  normalise(next, count, dimension);
  for (let step = 0; step < steps; step++) {
    const current = next;
    basis.push(current);
    const { data } = await multiply(makeHostTensor(current, [count, dimension]));
    next = Float64Array.from(data);
    diagonal.push(rowProducts(current, next, count, dimension));
    const size = rowProducts(next, next, count, dimension);
    for (let i = 0; i < count; i++) scale[i] = Math.max(scale[i]!, Math.sqrt(size[i]!));
    // Twice is enough.
    for (let pass = 0; pass < 2; pass++) {
      for (const vector of basis) {
        const products = rowProducts(vector, next, count, dimension);
        for (let at = 0; at < next.length; at++) next[at]! -= products[Math.floor(at / dimension)]! * vector[at]!;
      }
    }
    beside.push(normalise(next, count, dimension, scale));
  }
  return { basis, diagonal, beside };
}

/** Matrix i in its Krylov space. */
function tridiagonal({ diagonal, beside }: Krylov, i: number): Matrix {
  // A row whose Krylov space is exhausted ends there.
  let rank = 1;
  while (rank < diagonal.length && beside[rank - 1]![i]! > 0) rank++;
  const matrix = Matrix.zeros(rank, rank);
  for (let step = 0; step < rank; step++) {
    matrix.set(step, step, diagonal[step]![i]!);
    if (step + 1 < rank) {
      matrix.set(step, step + 1, beside[step]![i]!);
      matrix.set(step + 1, step, beside[step]![i]!);
    }
  }
  return matrix;
}

/** [n] inner products of rows. */
function rowProducts(a: Float64Array, b: Float64Array, count: number, width: number): Float64Array {
  const products = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (let at = i * width; at < (i + 1) * width; at++) total += a[at]! * b[at]!;
    products[i] = total;
  }
  return products;
}

/** Rows to length 1, in place; rows that are rounding errors of `scale` become 0.
 *
 * @returns [n] lengths before, 0 for those rows
 */
function normalise(rows: Float64Array, count: number, width: number, scale?: Float64Array): Float64Array {
  const norms = rowProducts(rows, rows, count, width).map(Math.sqrt);
  for (let i = 0; i < count; i++) {
    if (norms[i]! <= 1e-10 * (scale?.[i] ?? 0) || norms[i] === 0) norms[i] = 0;
    for (let at = i * width; at < (i + 1) * width; at++) rows[at] = norms[i] === 0 ? 0 : rows[at]! / norms[i]!;
  }
  return norms;
}
