import type { Candidates, Scale } from '@noprior/kkt-loss';
import { rowOf, stackRows } from '@noprior/linear-algebra';
import { hiddenSizes, type ReluNetwork } from '@noprior/relu-models';
import { advice, type Backend, DomainError, type HostTensor, makeHostTensor, wording } from '@noprior/tensor';
import { comparePatterns, describeDifference } from './internal/compare-patterns.ts';
import { countKinks, hiddenUnits, unitScales } from './internal/hidden-units.ts';
import { checkIndex, prepare, rescaled, type Step } from './internal/prepared.ts';
import { toCellTolerances } from './tolerances.ts';
import { makeAccount, type PatternCheck, type Transformed, type TransformOptions } from './transform-account.ts';

/** Indices of candidates that become one point; or several such groups, without a common index. */
export type UniteGroups = readonly number[] | readonly (readonly number[])[];

/** Unite points of one label and one activation pattern: `x = sum lambda_i x_i / sum lambda_i`, `lambda = sum lambda_i`.
 *
 * A cell is convex and Phi and all its gradients are affine in x there, so L_stationary stays as it is, the margin is the
 * same convex combination, and slackness adds up. The united point takes the place of the first index of its group, the
 * others are removed. Under the scale `mean` all multipliers are multiplied by n' / n.
 *
 * Checked: equal labels, multipliers >= 0 with a positive sum, and that at every hidden unit all points of a group, and the
 * united point as computed, are on one side; z = 0 counts as inactive, as in the hard derivative.
 *
 * @param groups  `[0, 3]` or `[[0, 3], [1, 2, 5]]`; a group of one point stays as it is
 * @returns       new candidates in float64, with an account
 * @throws {ShapeError} if candidates and network do not fit together
 * @throws {DomainError} for wrong or repeated indices, different labels, negative multipliers or a sum of 0; and, unless
 *   `force` is set, for points of different cells, with the first unit that differs
 * @throws {DtypeError} if the backend does not offer float64
 * @see Refael et al. 2025, arXiv:2509.21296, the lemma on uniting points
 * @example (await unite(openReference(), network, candidates, [0, 1])).candidates.x.shape[0] // n - 1
 */
export async function unite(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  groups: UniteGroups,
  options: TransformOptions = {},
): Promise<Transformed> {
  const given = prepare(network, candidates);
  const step = await unitePoints(backend, given.network, given.candidates, groups, options);
  const account = await makeAccount(backend, given.network, given.candidates, step.candidates, step.patterns, options);
  return { candidates: step.candidates, account };
}

/** {@link unite} without the account, on a checked network and candidates in float64. */
export async function unitePoints(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  groups: UniteGroups,
  options: TransformOptions,
): Promise<Step> {
  const unions = toLists(groups, candidates).map((indices) => uniteGroup(indices, candidates));
  const counts = await countUnits(backend, network, candidates.x, unions, options);
  return {
    candidates: replaceByUnited(candidates, unions, options.scale),
    patterns: {
      points: unions.reduce((total, { indices }) => total + indices.length + 1, 0),
      layers: network.layers.length - 1,
      units: hiddenSizes(network).reduce((total, size) => total + size, 0),
      ...counts,
      slopesTakenAsZero: 0,
    },
  };
}

/** A group and the point that it becomes. */
interface Union {
  readonly indices: readonly number[];
  readonly x: Float64Array;
  readonly lambda: number;
}

/** Units that differ between a united point and those it came from, and units on their kinks at those.
 *
 * @param x  [n, d] before
 * @throws {DomainError} if units differ within a group or from its united point, unless `force` is set
 */
async function countUnits(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  unions: readonly Union[],
  options: TransformOptions,
): Promise<Pick<PatternCheck, 'changedUnits' | 'kinkUnits'>> {
  const { kinkTolerance } = toCellTolerances('unite', options);
  const before = await hiddenUnits(backend, network, x);
  const united = stackRows(
    unions.map((union) => union.x),
    x.shape[1]!,
  );
  const after = await hiddenUnits(backend, network, united);
  const scales = unitScales(network);
  let changedUnits = 0;
  let kinkUnits = 0;
  unions.forEach(({ indices }, group) => {
    for (const index of indices) {
      kinkUnits += countKinks(scales, before, x, index, kinkTolerance);
      const apart = comparePatterns(before.preActivations, indices[0]!, before.preActivations, index);
      if (apart.changedUnits > 0 && !options.force) {
        throw new DomainError(
          wording`unite: points ${indices[0]} and ${index} lie in different activation cells: ${describeDifference(apart)}; unite points of one cell, or ${advice('force', 'pass force: true')}`,
        );
      }
    }
    for (const index of indices) {
      const moved = comparePatterns(before.preActivations, index, after.preActivations, group);
      if (moved.changedUnits > 0 && !options.force) {
        throw new DomainError(
          wording`unite: rounding puts the united point of ${indices.join(', ')} into another activation cell: ${describeDifference(moved)}; a unit stands on its kink there. Leave these points apart, or ${advice('force', 'pass force: true')}`,
        );
      }
      changedUnits += moved.changedUnits;
    }
  });
  return { changedUnits, kinkUnits };
}

/** Every united point in the place of the first of its group, without the others. */
function replaceByUnited(candidates: Candidates, unions: readonly Union[], scale: Scale = 'sum'): Candidates {
  const [count, dimension] = candidates.x.shape as readonly [number, number];
  const place = new Map(unions.map((union) => [union.indices[0]!, union]));
  const removed = new Set(unions.flatMap(({ indices }) => indices.slice(1)));
  const kept = Array.from({ length: count }, (_, i) => i).filter((i) => !removed.has(i));
  const x = kept.map((i) => place.get(i)?.x ?? rowOf(candidates.x, i));
  const lambda = kept.map((i) => place.get(i)?.lambda ?? candidates.lambda.data[i]!);
  const y = kept.map((i) => candidates.y.data[i]!);
  return {
    x: stackRows(x, dimension),
    lambda: rescaled(lambda, count, scale),
    y: makeHostTensor(y, [y.length]),
  };
}

function toLists(groups: UniteGroups, candidates: Candidates): number[][] {
  const isNested = (list: UniteGroups): list is readonly (readonly number[])[] => typeof list[0] === 'object';
  const lists = (isNested(groups) ? groups : [groups]).map((list) => [...list]);
  const seen = new Set<number>();
  for (const list of lists) {
    if (list.length === 0) throw new DomainError('unite: a group has no points; give the indices of at least one');
    for (const index of list) {
      checkIndex('unite', index, candidates);
      if (seen.has(index)) throw new DomainError(`unite: candidate ${index} is named twice`);
      seen.add(index);
      if (candidates.y.data[index] !== candidates.y.data[list[0]!]) {
        throw new DomainError(
          `unite: candidates ${list[0]} and ${index} have the labels ${candidates.y.data[list[0]!]} and ${candidates.y.data[index]}; only points of one label can be united`,
        );
      }
    }
  }
  return lists;
}

/** x_0 + sum_i (lambda_i / lambda) (x_i - x_0): to the bit x_0 where all points are the same. */
function uniteGroup(indices: readonly number[], { x, lambda }: Candidates): Union {
  const total = indices.reduce((sum, index) => sum + lambda.data[index]!, 0);
  if (!(total > 0)) {
    throw new DomainError(
      `unite: the multipliers of candidates ${indices.join(', ')} are all 0, so their mean is not defined; drop these points instead`,
    );
  }
  const first = rowOf(x, indices[0]!);
  const point = first.slice();
  for (const index of indices.slice(1)) {
    const weight = lambda.data[index]! / total;
    const row = rowOf(x, index);
    for (let j = 0; j < point.length; j++) point[j]! += weight * (row[j]! - first[j]!);
  }
  return { indices, x: point, lambda: total };
}
