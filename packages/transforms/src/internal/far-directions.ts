import {
  type DataSpan,
  norm,
  orthonormalBasis,
  projectOntoComplement,
  rowOf,
  stackRows,
  takeRows,
} from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { inputGradients } from '../input-gradients.ts';
import { splitRadius } from '../split-radius.ts';
import type { SplitRadius } from '../split-radius-result.ts';
import { type CellTolerances, toCellTolerances } from '../tolerances.ts';
import { complementDirections, kernelDirections } from './complement-directions.ts';
import { searchDirections } from './search-directions.ts';
import { removePart } from './split-points.ts';

/** How directions are looked for. */
export interface FarDirectionsOptions extends CellTolerances {
  readonly seed: number;
  /** Directions that are tried for each point. */
  readonly count: number;
  /** A radius above it is enough, and the search stops. */
  readonly distance: number;
}

/** For every point a direction with its ratio test; both `undefined` where no direction is left. */
export interface FarDirections {
  readonly rows: readonly (Float64Array | undefined)[];
  readonly radii: readonly (SplitRadius | undefined)[];
}

/** Dimension of the subspace of the complement that the search works in. */
const searchDimension = 64;

/** For every point a unit vector orthogonal to the span and to its input gradient, with as large a split radius as is found:
 * first directions for all points alike; then, where these do not reach the distance, directions that the first layer does not
 * see, if it is narrow; then the point's own and a search.
 *
 * @param x     [n, d]
 * @param span  proper
 */
export async function farDirections(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  span: DataSpan,
  options: FarDirectionsOptions,
): Promise<FarDirections> {
  const { count, distance } = options;
  const [points, d] = x.shape as readonly [number, number];
  const random = makeRandom(options.seed).fork('far-kkt-set');
  const rows: (Float64Array | undefined)[] = Array.from({ length: points }, () => undefined);
  const radii: (SplitRadius | undefined)[] = rows.map(() => undefined);
  const offer = (point: number, v: Float64Array, pair: SplitRadius): void => {
    if (Math.abs(pair.logitSlope) > pair.logitSlopeNoise) return;
    const before = radii[point];
    const isBetter =
      before === undefined ||
      pair.radius > before.radius ||
      (pair.radius === before.radius && pair.radiusOfTakenAsZero > before.radiusOfTakenAsZero);
    if (isBetter) [rows[point], radii[point]] = [v, pair];
  };
  const shared = complementDirections(span, random, count);
  const first = await splitRadius(backend, network, x, asShared(shared, d), options);
  first.pairs.forEach((pair, k) => {
    offer(Math.floor(k / shared.length), shared[k % shared.length]!, pair);
  });
  const short = radii.flatMap((pair, point) => (pair !== undefined && pair.radius > distance ? [] : [point]));
  if (short.length === 0) return { rows, radii };

  // Directions that the first layer does not see move nothing at any point: they exist where it is narrow.
  const blind = kernelDirections(network, random.fork('kernel'), count, span.basis);
  if (blind.length > 0) {
    const { pairs } = await splitRadius(backend, network, takeRows(x, short), asShared(blind, d), options);
    pairs.forEach((pair, k) => {
      offer(short[Math.floor(k / blind.length)]!, blind[k % blind.length]!, pair);
    });
    if (radii.every((pair) => pair !== undefined && pair.radius > distance)) return { rows, radii };
  }
  const gradients = await inputGradients(backend, network, takeRows(x, short));
  const offGradients = projectOntoComplement(span, gradients);
  const combined = orthonormalBasis(
    complementDirections(span, random.fork('search'), Math.min(searchDimension, d - span.rank)),
  );
  const tolerances = toCellTolerances('farKktSet', options);
  for (const [position, point] of short.entries()) {
    const row = takeRows(x, [point]);
    const g = rowOf(offGradients, position);
    const own = shared.flatMap((v) => withoutGradient(v, g, norm(rowOf(gradients, position))));
    const basis = orthonormalBasis(combined.flatMap((v) => withoutGradient(v, g, norm(rowOf(gradients, position)))));
    if (basis.length > 0) {
      const [found] = await searchDirections(backend, network, row, {
        basis: stackRows(basis, d),
        rounds: 4,
        ...tolerances,
      });
      if (found !== undefined) own.push(found);
    }
    if (own.length === 0) continue;
    const { pairs } = await splitRadius(backend, network, row, asShared(own, d), options);
    pairs.forEach((pair, k) => {
      offer(point, own[k]!, pair);
    });
  }
  return { rows, radii };
}

/** The unit vector of v without its part along g, or nothing; g of rounding size is left alone. */
function withoutGradient(v: Float64Array, g: Float64Array, length: number): Float64Array[] {
  const left = v.slice();
  if (norm(g) > 1e-14 * length && !removePart(left, g)) return [];
  const rest = norm(left);
  return rest > 1e-8 ? [left.map((value) => value / rest)] : [];
}

function asShared(rows: readonly Float64Array[], d: number): HostTensor {
  return makeHostTensor(stackRows(rows, d).data, [1, rows.length, d]);
}
