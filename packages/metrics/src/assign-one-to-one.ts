import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { requireMatrix } from './internal/matrix.ts';

/** A one-to-one matching of rows and columns. */
export interface Assignment {
  /** Column of every row, -1 for a row without one. */
  readonly columnOfRow: readonly number[];
  /** Row of every column, -1 for a column without one. */
  readonly rowOfColumn: readonly number[];
  /** Sum of the chosen costs. */
  readonly total: number;
}

/** The matching of min(n, m) rows and columns with the least total cost, by shortest augmenting paths (the
 * Hungarian method as Jonker and Volgenant run it), O(min(n,m)^2 max(n,m)).
 *
 * @param cost [n, m] costs; negate similarities
 * @returns    columns by row, rows by column, and the total cost
 * @throws {ShapeError} unless `cost` is a matrix
 * @throws {DomainError} if a cost is not finite: give a forbidden pair a large cost and drop it afterwards
 * @see Jonker and Volgenant 1987, doi:10.1007/BF02278710
 * @example assignOneToOne(fromNested([[4, 1], [2, 0]])).columnOfRow // => [1, 0]
 */
export function assignOneToOne(cost: HostTensor): Assignment {
  const { rows, columns, data } = requireMatrix(cost, 'assignOneToOne', 'cost');
  if (rows > columns) {
    const transposed = new Float64Array(data.length);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) transposed[j * rows + i] = data[i * columns + j]!;
    }
    const { columnOfRow, rowOfColumn, total } = assignOneToOne(makeHostTensor(transposed, [columns, rows]));
    return { columnOfRow: rowOfColumn, rowOfColumn: columnOfRow, total };
  }
  const rowOfColumn = new Int32Array(columns).fill(-1);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns);
  for (let row = 0; row < rows; row++) augment(row, data, columns, rowOfColumn, rowPotential, columnPotential);

  const columnOfRow = new Array<number>(rows).fill(-1);
  let total = 0;
  for (let column = 0; column < columns; column++) {
    const row = rowOfColumn[column]!;
    if (row < 0) continue;
    columnOfRow[row] = column;
    total += data[row * columns + column]!;
  }
  return { columnOfRow, rowOfColumn: Array.from(rowOfColumn), total };
}

/** Match one more row along the path of least reduced cost to a free column (Dijkstra), and keep the potentials dual
 * feasible. */
function augment(
  start: number,
  cost: Float64Array,
  columns: number,
  rowOfColumn: Int32Array,
  rowPotential: Float64Array,
  columnPotential: Float64Array,
): void {
  const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(columns).fill(-1);
  const done = new Uint8Array(columns);
  let row = start;
  let reached = 0;
  let last = -1;
  for (;;) {
    let next = -1;
    for (let column = 0; column < columns; column++) {
      if (done[column]) continue;
      const through = reached + cost[row * columns + column]! - rowPotential[row]! - columnPotential[column]!;
      if (through < distance[column]!) {
        distance[column] = through;
        before[column] = last;
      }
      if (next < 0 || distance[column]! < distance[next]!) next = column;
    }
    reached = distance[next]!;
    done[next] = 1;
    last = next;
    if (rowOfColumn[next]! < 0) break;
    row = rowOfColumn[next]!;
  }
  rowPotential[start]! += reached;
  for (let column = 0; column < columns; column++) {
    if (!done[column] || column === last) continue;
    rowPotential[rowOfColumn[column]!]! += reached - distance[column]!;
    columnPotential[column]! -= reached - distance[column]!;
  }
  while (last >= 0) {
    const previous = before[last]!;
    rowOfColumn[last] = previous < 0 ? start : rowOfColumn[previous]!;
    last = previous;
  }
}
