import { norm, takeRows } from '@noprior/linear-algebra';
import { checkBinaryNetwork, inputSize, type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  formatShape,
  type HostTensor,
  makeHostTensor,
  ShapeError,
  toHostDtype,
} from '@noprior/tensor';
import { evaluatePath, pointsAtOnce } from './internal/evaluate-path.ts';
import { cellScales, unitScales } from './internal/hidden-units.ts';
import { ratioTest } from './internal/ratio-test.ts';
import type { SplitRadius } from './split-radius-result.ts';
import { type CellTolerances, toCellTolerances } from './tolerances.ts';

/** Results for all pairs, with what counted as zero. */
export interface SplitRadii extends Required<CellTolerances> {
  /** Point by point, and for each point direction by direction. */
  readonly pairs: readonly SplitRadius[];
}

/** How far points can be moved along directions inside their activation cells: an exact ratio test over all hidden units
 * of all layers, since `z(x + t v) = z(x) + t u` there.
 *
 * A unit on its kink bounds the radius by 0 unless it does not move. Slopes that are rounding noise do not bound the
 * radius; they are counted, with the radius they would give.
 *
 * @param x           [n, d]
 * @param directions  [n, d], [n, k, d] or [1, k, d], as for {@link patternPath}; of any length, radii are multiples of it
 * @returns           n or n k results
 * @throws {ShapeError} unless points, directions and network fit together
 * @throws {DomainError} for values that are not finite, a direction of length 0, or a tolerance outside [0, 1)
 * @throws {DtypeError} if the backend does not offer float64
 * @see Refael et al. 2025, arXiv:2509.21296, the split lemma, whose premise this measures
 * @example (await splitRadius(openReference(), network, x, v)).pairs[0]!.forward.radius
 */
export async function splitRadius(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  directions: HostTensor,
  options: CellTolerances = {},
): Promise<SplitRadii> {
  checkBinaryNetwork(network);
  const tolerances = toCellTolerances('splitRadius', options);
  const exact = toNetworkDtype(network, 'float64');
  const points = toHostDtype(x, 'float64');
  const ways = toHostDtype(directions, 'float64');
  checkMatrix('x', points, inputSize(network));
  checkDirections(ways, points.shape);
  const scales = unitScales(exact);
  const [count] = points.shape as readonly [number, number];
  const shared = ways.shape.length === 3 && ways.shape[0] === 1 && count !== 1;
  const perPoint = ways.shape.length === 3 ? ways.shape[1]! : 1;
  const rowsAtOnce = pointsAtOnce(exact, perPoint);
  const pairs: SplitRadius[] = [];
  for (let begin = 0; begin < count; begin += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, count - begin) }, (_, i) => begin + i);
    const block = takeRows(points, rows);
    const along = shared ? ways : takeRows(ways, rows);
    const lengths = rowNorms(along);
    const path = await evaluatePath(backend, exact, block, along);
    rows.forEach((_, point) => {
      const cell = cellScales(scales, path, block, point);
      for (let k = 0; k < perPoint; k++) {
        const pair = point * perPoint + k;
        const length = lengths[shared ? k : pair]!;
        const logitSlope = path.logitSlopes.data[pair]!;
        pairs.push(ratioTest({ scales, cell, ...path, point, pair, logitSlope, length, tolerances }));
      }
    });
  }
  return { pairs, ...tolerances };
}

function checkMatrix(name: string, { data, shape }: HostTensor, dimension: number): void {
  if (shape.length !== 2 || shape[0] === 0 || shape[1] !== dimension) {
    throw new ShapeError(
      `splitRadius: ${name} must be [n, ${dimension}] with n >= 1, got ${formatShape(shape)}, by the network's input size`,
    );
  }
  const index = data.findIndex((value: number) => !Number.isFinite(value));
  if (index >= 0) throw new DomainError(`splitRadius: ${name} has the value ${data[index]} at position ${index}`);
}

function checkDirections(directions: HostTensor, [count, d]: readonly number[]): void {
  const { shape } = directions;
  const fits =
    (shape.length === 2 && shape[0] === count) || (shape.length === 3 && (shape[0] === count || shape[0] === 1));
  if (!fits || shape.at(-1) !== d || shape.includes(0)) {
    throw new ShapeError(
      `splitRadius: directions must be [${count}, ${d}], [${count}, k, ${d}] or [1, k, ${d}], got ${formatShape(shape)}`,
    );
  }
  const index = rowNorms(directions).findIndex((length) => !(length > 0 && Number.isFinite(length)));
  if (index >= 0) {
    throw new DomainError(`splitRadius: direction ${index} must have a length above 0 and finite coordinates`);
  }
}

/** Norms of the vectors along the last axis. */
function rowNorms(tensor: HostTensor): Float64Array {
  const d = tensor.shape.at(-1)!;
  const flat = makeHostTensor(tensor.data, [tensor.data.length / d, d]);
  return Float64Array.from({ length: flat.shape[0]! }, (_, i) => norm(flat.data.subarray(i * d, (i + 1) * d)));
}
