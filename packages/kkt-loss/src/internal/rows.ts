import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Vectors of one length to a matrix. */
export function stackRows(rows: readonly ArrayLike<number>[], width: number): HostTensor {
  const data = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    data.set(row, index * width);
  });
  return makeHostTensor(data, [rows.length, width]);
}

/** Euclidean norm, without overflow for values that matter here. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/** Inner product of two vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/** Gram and Schmidt, twice; vectors that depend on those before them are left out. */
export function orthonormalised(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const row = vector.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) {
        const part = dot(row, other);
        for (let j = 0; j < row.length; j++) row[j]! -= part * other[j]!;
      }
    }
    const length = norm(row);
    if (length > 1e-10 * norm(vector)) done.push(row.map((value) => value / length));
  }
  return done;
}
