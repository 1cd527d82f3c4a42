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
  const best = new BestDirections(points);
  const tryShared = async (at: readonly number[], directions: readonly Float64Array[]): Promise<void> => {
    const { pairs } = await splitRadius(backend, network, takeRows(x, at), asShared(directions, d), options);
    pairs.forEach((pair, k) => {
      best.offer(at[Math.floor(k / directions.length)]!, directions[k % directions.length]!, pair);
    });
  };
  const shared = complementDirections(span, random, count);
  await tryShared([...Array(points).keys()], shared);
  const short = best.short(distance);
  if (short.length === 0) return best;

  // Directions that the first layer does not see move nothing at any point: they exist where it is narrow.
  const blind = kernelDirections(network, random.fork('kernel'), count, span.basis);
  if (blind.length > 0) {
    await tryShared(short, blind);
    if (best.short(distance).length === 0) return best;
  }
  const gradients = await inputGradients(backend, network, takeRows(x, short));
  const offGradients = projectOntoComplement(span, gradients);
  const combined = orthonormalBasis(
    complementDirections(span, random.fork('search'), Math.min(searchDimension, d - span.rank)),
  );
  const tolerances = toCellTolerances('farKktSet', options);
  for (const [position, point] of short.entries()) {
    const g = rowOf(offGradients, position);
    const length = norm(rowOf(gradients, position));
    const own = shared.flatMap((v) => withoutGradient(v, g, length));
    const basis = orthonormalBasis(combined.flatMap((v) => withoutGradient(v, g, length)));
    if (basis.length > 0) {
      const settings = { basis: stackRows(basis, d), rounds: 4, ...tolerances };
      const [found] = await searchDirections(backend, network, takeRows(x, [point]), settings);
      if (found !== undefined) own.push(found);
    }
    if (own.length > 0) await tryShared([point], own);
  }
  return best;
}

/** The best direction found so far for every point. */
class BestDirections implements FarDirections {
  readonly rows: (Float64Array | undefined)[];
  readonly radii: (SplitRadius | undefined)[];

  constructor(points: number) {
    this.rows = Array.from({ length: points }, () => undefined);
    this.radii = this.rows.map(() => undefined);
  }

  /** Take a direction that leaves the logit as it is, if its radius is larger, or as large with less left to rounding. */
  offer(point: number, v: Float64Array, pair: SplitRadius): void {
    if (Math.abs(pair.logitSlope) > pair.logitSlopeNoise) return;
    const before = this.radii[point];
    const isBetter =
      before === undefined ||
      pair.radius > before.radius ||
      (pair.radius === before.radius && pair.radiusOfTakenAsZero > before.radiusOfTakenAsZero);
    if (isBetter) [this.rows[point], this.radii[point]] = [v, pair];
  }

  /** Points whose radius is not above a distance. */
  short(distance: number): number[] {
    return this.radii.flatMap((pair, point) => (pair !== undefined && pair.radius > distance ? [] : [point]));
  }
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
