import { rowOf, stackRows, takeRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { CellTolerances } from '../tolerances.ts';
import { evaluatePath, type PathValues, pointsAtOnce } from './evaluate-path.ts';
import { cellScales, isKink, type UnitScales, unitScales } from './hidden-units.ts';
import { minimaxDirection } from './minimax-direction.ts';

/** Where to look, and how long. */
export interface SearchOptions extends Required<CellTolerances> {
  /** [k, d] orthonormal directions that are combined */
  readonly basis: HostTensor;
  /** Reweightings. */
  readonly rounds: number;
}

/** For every point a combination of given directions with a large two-sided split radius: minimise `max_j |u_j| / |z_j|`
 * over unit vectors, all hidden units of all layers as rows; units on a kink are held still.
 *
 * @param network  in float64
 * @param x        [n, d]
 * @returns        unit vectors [d]; `undefined` where units on a kink leave no freedom
 */
export async function searchDirections(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  options: SearchOptions,
): Promise<(Float64Array | undefined)[]> {
  const [size, d] = options.basis.shape as readonly [number, number];
  const shared = makeHostTensor(options.basis.data, [1, size, d]);
  const scales = unitScales(network);
  const atOnce = pointsAtOnce(network, size);
  const [count] = x.shape as readonly [number, number];
  const found: (Float64Array | undefined)[] = [];
  for (let begin = 0; begin < count; begin += atOnce) {
    const indices = Array.from({ length: Math.min(atOnce, count - begin) }, (_, i) => begin + i);
    const block = takeRows(x, indices);
    const path = await evaluatePath(backend, network, block, shared);
    indices.forEach((_, point) => {
      const { rows, held } = systemOf(path, scales, block, point, options);
      const coefficients = minimaxDirection(rows, stackRows(held, size), options.rounds);
      found.push(coefficients && combine(options.basis, coefficients));
    });
  }
  return found;
}

/** Slopes per unit of |z| along the basis, and slopes of the units that stand on a kink. */
function systemOf(path: PathValues, scales: UnitScales, x: HostTensor, point: number, options: SearchOptions) {
  const size = options.basis.shape[0]!;
  const cell = cellScales(scales, path, x, point);
  const rows: Float64Array[] = [];
  const held: Float64Array[] = [];
  path.preActivations.forEach(({ data, shape }, layer) => {
    const units = shape[1]!;
    const slopes = path.slopes[layer]!.data;
    const noise = options.slopeTolerance * cell.slopeScales[layer]!;
    for (let unit = 0; unit < units; unit++) {
      const z = data[point * units + unit]!;
      const row = Float64Array.from({ length: size }, (_, k) => slopes[(point * size + k) * units + unit]!);
      const least = noise * scales.rowNorms[layer]![unit]!;
      if (row.every((slope) => Math.abs(slope) <= least)) continue; // no combination moves it
      if (isKink(scales, cell, layer, unit, z, options.kinkTolerance)) held.push(row);
      else rows.push(row.map((slope) => slope / Math.abs(z)));
    }
  });
  return { rows, held };
}

function combine(basis: HostTensor, coefficients: Float64Array): Float64Array {
  const v = new Float64Array(basis.shape[1]!);
  coefficients.forEach((coefficient, k) => {
    const row = rowOf(basis, k);
    for (let j = 0; j < v.length; j++) v[j]! += coefficient * row[j]!;
  });
  return v;
}
