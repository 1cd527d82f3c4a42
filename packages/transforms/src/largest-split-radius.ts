import {
  type DataSpan,
  orthonormalBasis,
  projectOntoComplement,
  rowOf,
  spanOf,
  stackRows,
} from '@noprior/linear-algebra';
import { checkBinaryNetwork, type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  type Random,
  toHostDtype,
} from '@noprior/tensor';
import { complementDirections, kernelDirections, unitRows } from './internal/complement-directions.ts';
import { searchDirections } from './internal/search-directions.ts';
import { splitRadius } from './split-radius.ts';
import type { SplitRadius } from './split-radius-result.ts';
import { type CellTolerances, toCellTolerances } from './tolerances.ts';

/** Where directions come from: `random`, uniform on the sphere; `complement`, random and orthogonal to the data;
 * `near-null`, right singular vectors of the smallest singular values of the data; `kernel`, random and orthogonal to every
 * row of the first weight, where that has fewer rows than columns: no unit moves along them, whatever the training;
 * `search`, found by search. */
export type DirectionFamily = 'random' | 'complement' | 'near-null' | 'kernel' | 'search';

/** Options of {@link largestSplitRadius}. */
export interface LargestSplitRadiusOptions extends CellTolerances {
  /** Default all five. */
  readonly families?: readonly DirectionFamily[];
  /** Span of the data; default that of x. */
  readonly span?: DataSpan;
  /** Default 0. */
  readonly seed?: number;
  /** Directions in each family but the search; default 32, near-null at most the rank. */
  readonly directions?: number;
  /** Dimension of the subspace that the search combines directions from; default 128, at most d. The larger, the better and
   * the slower: k directions can hold k - 1 units still. */
  readonly searchDimension?: number;
  /** Reweightings of the search; default 4. */
  readonly rounds?: number;
}

/** The best direction of a family for one point. */
export interface BestDirection {
  readonly family: DirectionFamily;
  /** Two-sided, in units of the input. */
  readonly radius: number;
  readonly unbounded: boolean;
  /** [d] unit vector */
  readonly direction: HostTensor;
  /** The ratio test along it. */
  readonly result: SplitRadius;
}

/** Why a family has no direction, with the numbers that decide. */
export type MissingDirections =
  /** The data span all `dimension` dimensions. */
  | { readonly code: 'full-span'; readonly dimension: number }
  /** The data are all 0. */
  | { readonly code: 'zero-data' }
  /** The first layer has `units` units, not fewer than `inputs`. */
  | { readonly code: 'no-kernel'; readonly units: number; readonly inputs: number };

/** Result of {@link largestSplitRadius}. */
export interface LargestSplitRadii {
  /** For every point the best direction of each family that has any. */
  readonly points: readonly {
    readonly best: BestDirection;
    readonly families: Readonly<Partial<Record<DirectionFamily, BestDirection>>>;
  }[];
  /** Families without a direction, and why. */
  readonly missing: Readonly<Partial<Record<DirectionFamily, MissingDirections>>>;
}

const allFamilies: readonly DirectionFamily[] = ['random', 'complement', 'near-null', 'kernel', 'search'];

/** For every point the largest two-sided split radius over families of unit directions.
 *
 * The search combines many directions so that the units that are nearest to their kinks in proportion do not move; units on
 * a kink are held still, if the subspace has room for that. It finds a local optimum, no certificate; where another family
 * is better, that direction is its result.
 *
 * @param x  [n, d]
 * @throws {ShapeError} unless x and the span fit the network
 * @throws {DomainError} for values that are not finite, an unknown family, counts that are not integers from 1, or if no
 *   family has a direction
 * @throws {DtypeError} if the backend does not offer float64
 * @example (await largestSplitRadius(openReference(), network, x)).points[0]!.best.radius
 */
export async function largestSplitRadius(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  options: LargestSplitRadiusOptions = {},
): Promise<LargestSplitRadii> {
  checkBinaryNetwork(network);
  const { families = allFamilies, seed = 0, directions: count = 32, searchDimension = 128, rounds = 4 } = options;
  checkOptions(families, { directions: count, searchDimension, rounds });
  const tolerances = toCellTolerances('largestSplitRadius', options);
  const exact = toNetworkDtype(network, 'float64');
  const points = toHostDtype(x, 'float64');
  const span = options.span ?? spanOf(points);
  const d = span.dimension;
  const random = makeRandom(seed).fork('split-directions');
  const found: Partial<Record<DirectionFamily, BestDirection>>[] = Array.from({ length: points.shape[0]! }, () => ({}));
  const missing: Partial<Record<DirectionFamily, MissingDirections>> = {};
  const tryAll = async (family: DirectionFamily, rows: readonly Float64Array[]): Promise<void> => {
    const shared = makeHostTensor(stackRows(rows, d).data, [1, rows.length, d]);
    const { pairs } = await splitRadius(backend, exact, points, shared, tolerances);
    found.forEach((families, i) => {
      rows.forEach((v, k) => {
        const result = pairs[i * rows.length + k]!;
        families[family] = better(families[family], toBest(family, v, result));
      });
    });
  };
  if (families.includes('random')) await tryAll('random', unitRows(random.fork('random').normalTensor([count, d], 1)));
  if (families.includes('complement')) {
    if (span.isProper) await tryAll('complement', complementDirections(span, random.fork('complement'), count));
    else missing.complement = { code: 'full-span', dimension: d };
  }
  if (families.includes('near-null')) {
    const rows = Array.from({ length: Math.min(count, span.rank) }, (_, k) => rowOf(span.basis, span.rank - 1 - k));
    if (rows.length > 0) await tryAll('near-null', rows);
    else missing['near-null'] = { code: 'zero-data' };
  }
  if (families.includes('kernel')) {
    const rows = kernelDirections(exact, random.fork('kernel'), count);
    if (rows.length > 0) await tryAll('kernel', rows);
    else missing.kernel = { code: 'no-kernel', units: exact.layers[0]!.weight.shape[0]!, inputs: d };
  }
  if (families.includes('search')) {
    const basis = searchSubspace(span, random.fork('search'), Math.min(d, searchDimension));
    const rows = await searchDirections(backend, exact, points, { basis, rounds, ...tolerances });
    const directions = stackRows(
      rows.map((row, i) => row ?? bestOf(found[i]!)?.direction.data ?? rowOf(basis, 0)),
      d,
    );
    const { pairs } = await splitRadius(backend, exact, points, directions, tolerances);
    found.forEach((families, i) => {
      const before = bestOf(families);
      const after = toBest('search', rowOf(directions, i), pairs[i]!);
      families.search = before === undefined ? after : { ...better(before, after), family: 'search' };
    });
  }
  return {
    points: found.map((families) => {
      const best = bestOf(families);
      if (best === undefined) {
        throw new DomainError(
          `largestSplitRadius: families must have a direction at these data, but ${whyMissing(missing)}; ask for random or search`,
        );
      }
      return { best, families };
    }),
    missing,
  };
}

function whyMissing(missing: LargestSplitRadii['missing']): string {
  return Object.entries(missing)
    .map(([family, { code, ...numbers }]) => `${family} has none (${[code, JSON.stringify(numbers)].join(' ')})`)
    .join(', ');
}

function toBest(family: DirectionFamily, v: Float64Array, result: SplitRadius): BestDirection {
  const { radius } = result;
  return {
    family,
    radius,
    unbounded: radius === Number.POSITIVE_INFINITY,
    direction: makeHostTensor(v, [v.length]),
    result,
  };
}

/** The larger radius; of equal ones that with less noise in its slopes, then the first. */
function better(a: BestDirection | undefined, b: BestDirection): BestDirection {
  if (a === undefined || b.radius > a.radius) return b;
  return b.radius === a.radius && b.result.radiusOfTakenAsZero > a.result.radiusOfTakenAsZero ? b : a;
}

function bestOf(families: Readonly<Partial<Record<DirectionFamily, BestDirection>>>): BestDirection | undefined {
  return allFamilies.reduce<BestDirection | undefined>((best, family) => {
    const next = families[family];
    return next === undefined ? best : better(best, next);
  }, undefined);
}

/** Orthonormal directions that the search combines: orthogonal to the data as far as there are such, then any. */
function searchSubspace(span: DataSpan, random: Random, size: number): HostTensor {
  const free = span.isProper ? projectOntoComplement(span, random.normalTensor([size, span.dimension], 1)) : undefined;
  const inComplement = free === undefined ? 0 : Math.min(size, span.dimension - span.rank);
  const rest = random.fork('rest').normalTensor([size - inComplement, span.dimension], 1);
  const rows = [
    ...Array.from({ length: inComplement }, (_, k) => rowOf(free!, k)),
    ...Array.from({ length: size - inComplement }, (_, k) => rowOf(rest, k)),
  ];
  return stackRows(orthonormalBasis(rows), span.dimension);
}

function checkOptions(families: readonly DirectionFamily[], counts: Readonly<Record<string, number>>): void {
  const unknown = families.find((family) => !allFamilies.includes(family));
  if (unknown !== undefined || families.length === 0) {
    throw new DomainError(
      `largestSplitRadius: families must be some of ${allFamilies.join(', ')}, got ${JSON.stringify(unknown ?? [])}`,
    );
  }
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new DomainError(`largestSplitRadius: ${name} must be an integer from 1, got ${value}`);
    }
  }
}
