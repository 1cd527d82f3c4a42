import { type Backend, type HostTensor, makeHostTensor, matmul, trace } from '@noprior/tensor';

/** Which points of two sets are the same point: those whose cosine is above a threshold. */
export interface SamePoints {
  /** Whether point i of the first set is point j of the second. */
  has(i: number, j: number): boolean;
}

/** Rows of the first set that are compared at once. */
const blockRows = 256;

/** Compare every point of one set with every point of another, by products on the backend, in float64. A point of norm 0 is
 * the same as none.
 *
 * @param points     [n][d]
 * @param others     [m][d]
 * @param threshold  a cosine
 * @throws {DtypeError} if the backend does not offer float64
 */
export async function samePoints(
  backend: Backend,
  points: readonly ArrayLike<number>[],
  others: readonly ArrayLike<number>[],
  threshold: number,
): Promise<SamePoints> {
  const [n, m] = [points.length, others.length];
  const same = new Uint8Array(n * m);
  const d = points[0]?.length ?? 0;
  if (n === 0 || m === 0 || d === 0) return { has: () => false };
  const rows = Math.min(blockRows, n);
  const dtype = 'float64';
  const graph = trace({ a: { shape: [rows, d], dtype }, b: { shape: [m, d], dtype } }, ({ a, b }) => ({
    cosines: matmul(a, b, { transposeB: true }),
  }));
  const executable = await backend.compile(graph);
  const b = await backend.upload(unitRows(others, m, d));
  try {
    for (let first = 0; first < n; first += rows) {
      const block = points.slice(first, first + rows);
      const a = await backend.upload(unitRows(block, rows, d));
      const { cosines } = await executable.run({ a, b });
      const { data } = await backend.read(cosines!);
      for (const tensor of [a, cosines!]) backend.release(tensor);
      for (let at = 0; at < block.length * m; at++) if (data[at]! > threshold) same[first * m + at] = 1;
    }
  } finally {
    backend.release(b);
    await executable.dispose();
  }
  return { has: (i, j) => same[i * m + j] === 1 };
}

/** [count, d] points divided by their norms, with rows of zeros behind the last. */
function unitRows(points: readonly ArrayLike<number>[], count: number, d: number): HostTensor {
  const data = new Float64Array(count * d);
  for (const [i, point] of points.entries()) {
    let square = 0;
    for (let j = 0; j < d; j++) square += point[j]! ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let j = 0; j < d; j++) data[i * d + j] = scale * point[j]!;
  }
  return makeHostTensor(data, [count, d]);
}
