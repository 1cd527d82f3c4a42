import type { Candidates } from '@noprior/kkt-loss';
import { type HostTensor, makeHostTensor, makeRandom, type Random } from '@noprior/tensor';
import fc from 'fast-check';

/** Candidates from rows, with multipliers 1 and labels +1 unless given. */
export function candidatesOf(
  rows: readonly (readonly number[])[],
  { lambda = rows.map(() => 1), y = rows.map(() => 1) }: { lambda?: readonly number[]; y?: readonly number[] } = {},
): Candidates {
  return {
    x: makeHostTensor(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]),
    lambda: makeHostTensor(Float64Array.from(lambda), [rows.length]),
    y: makeHostTensor(Float64Array.from(y), [rows.length]),
  };
}

/** Rows of a matrix as arrays. */
export function rowsOf({ data, shape }: HostTensor): number[][] {
  const [rows, columns] = [shape[0]!, shape[1]!];
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}

/** The candidates of these rows, in this order. */
export function pick({ x, lambda, y }: Candidates, order: readonly number[]): Candidates {
  const rows = rowsOf(x);
  return candidatesOf(
    order.map((i) => rows[i]!),
    { lambda: order.map((i) => lambda.data[i]!), y: order.map((i) => y.data[i]!) },
  );
}

/** A random order of 0 ... n - 1. */
export function shuffled(n: number, random: Random): number[] {
  const keys = random.uniformTensor([n], 0, 1, 'float64').data;
  return [...keys.keys()].sort((i, j) => keys[i]! - keys[j]!);
}

/** Seed, number of runs and number of common points for {@link plantedRuns}. */
export const plantedCases = [
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.integer({ min: 2, max: 4 }),
  fc.integer({ min: 1, max: 5 }),
] as const;

/** Runs that each hold `planted` common points in d = 80, with noise of a tenth of their norm, in an order and of a length
 * of their own, and `junk` points of their own. */
export function plantedRuns({
  seed,
  runs,
  planted,
  junk,
}: {
  readonly seed: number;
  readonly runs: number;
  readonly planted: number;
  readonly junk: number;
}): { readonly truth: HostTensor; readonly runs: readonly Candidates[]; readonly isPlanted: readonly boolean[][] } {
  const random = makeRandom(seed);
  const truth = random.fork('truth').normalTensor([planted, 80], 1, 'float64');
  const points = rowsOf(truth);
  const isPlanted: boolean[][] = [];
  const all = Array.from({ length: runs }, (_, run) => {
    const stream = random.fork(`run ${run}`);
    const noise = rowsOf(stream.fork('noise').normalTensor([planted, 80], 0.1, 'float64'));
    const own = rowsOf(stream.fork('junk').normalTensor([junk, 80], 1, 'float64'));
    const order = shuffled(planted + junk, stream.fork('order'));
    isPlanted.push(order.map((i) => i < planted));
    const rows = [...points.map((row, i) => row.map((value, k) => value + noise[i]![k]!)), ...own];
    const lambda = [...stream.fork('lambda').uniformTensor([planted + junk], 0.1, 2, 'float64').data];
    return pick(candidatesOf(rows, { lambda, y: rows.map((_, i) => (i % 2 === 0 ? 1 : -1)) }), order);
  });
  return { truth, runs: all, isPlanted };
}
