import type { Candidates, Scale } from '@noprior/kkt-loss';
import { dot, norm, rowOf, stackRows, takeRows } from '@noprior/linear-algebra';
import { hiddenSizes, inputSize, type ReluNetwork } from '@noprior/relu-models';
import { advice, type Backend, DomainError, type HostTensor, makeHostTensor, wording } from '@noprior/tensor';
import { inputGradients } from '../input-gradients.ts';
import { splitRadius } from '../split-radius.ts';
import type { SplitRecord, SplitRequest } from '../split-request.ts';
import type { TransformOptions } from '../transform-account.ts';
import { checkFinite, checkRadii, checkRequests } from './check-split.ts';
import { comparePatterns, describeDifference } from './compare-patterns.ts';
import { hiddenUnits } from './hidden-units.ts';
import { rescaled, type Step } from './prepared.ts';

/** `split` without the account, on a checked network and candidates in float64. */
export async function splitPoints(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  requests: readonly SplitRequest[],
  options: TransformOptions,
): Promise<Step & { readonly splits: readonly SplitRecord[] }> {
  checkRequests(requests, candidates, inputSize(network));
  const sources = takeRows(
    candidates.x,
    requests.map(({ index }) => index),
  );
  const directions = await toDirections(backend, network, sources, requests);
  const { pairs } = await splitRadius(backend, network, sources, directions, options);
  if (!options.force) checkRadii(requests, pairs);
  const halves = requests.flatMap(({ a, b }, k) => {
    const point = rowOf(sources, k);
    const along = rowOf(directions, k);
    return [point.map((value, j) => value + a * along[j]!), point.map((value, j) => value - b * along[j]!)];
  });
  checkFinite(requests, halves);
  const changedUnits = await countChangedUnits(backend, network, requests, sources, halves, options);
  return {
    candidates: replaceByHalves(candidates, requests, halves, options.scale),
    patterns: {
      points: 3 * requests.length,
      layers: network.layers.length - 1,
      units: hiddenSizes(network).reduce((total, size) => total + size, 0),
      changedUnits,
      kinkUnits: pairs.reduce((total, { kinkUnits }) => total + kinkUnits, 0),
      slopesTakenAsZero: pairs.reduce((total, { slopesTakenAsZero }) => total + slopesTakenAsZero, 0),
    },
    splits: requests.map(({ index, a, b }, k) => {
      const direction = rowOf(directions, k);
      return { index, direction: makeHostTensor(direction, [direction.length]), a, b, radius: pairs[k]! };
    }),
  };
}

/** Units that rounding puts on another side in a half than in its source.
 *
 * @param halves  two for each request, as computed
 * @throws {DomainError} if there are any, unless `force` is set
 */
async function countChangedUnits(
  backend: Backend,
  network: ReluNetwork,
  requests: readonly SplitRequest[],
  sources: HostTensor,
  halves: readonly Float64Array[],
  { force }: TransformOptions,
): Promise<number> {
  const before = await hiddenUnits(backend, network, sources);
  const after = await hiddenUnits(backend, network, stackRows(halves, sources.shape[1]!));
  let changedUnits = 0;
  for (let half = 0; half < halves.length; half++) {
    const moved = comparePatterns(before.preActivations, half >> 1, after.preActivations, half);
    changedUnits += moved.changedUnits;
    if (moved.changedUnits > 0 && !force) {
      throw new DomainError(
        wording`split: rounding puts the ${half % 2 === 0 ? 'first' : 'second'} half of candidate ${requests[half >> 1]!.index} into another activation cell: ${describeDifference(moved)}; that unit is too close to its kink for a split this far. Pass a smaller a and b, or ${advice('force', 'force: true')}`,
      );
    }
  }
  return changedUnits;
}

/** The first half takes the place of its source, the second comes at the end; they share the multiplier such that
 * sum lambda_i x_i stays as it is. */
function replaceByHalves(
  candidates: Candidates,
  requests: readonly SplitRequest[],
  halves: readonly Float64Array[],
  scale: Scale = 'sum',
): Candidates {
  const [count, d] = candidates.x.shape as readonly [number, number];
  const x = Array.from({ length: count }, (_, i) => rowOf(candidates.x, i));
  const lambda = [...candidates.lambda.data];
  const y = [...candidates.y.data];
  requests.forEach(({ index, a, b }, k) => {
    const whole = lambda[index]!;
    x[index] = halves[2 * k]!;
    x.push(halves[2 * k + 1]!);
    lambda[index] = whole * (b / (a + b));
    lambda.push(whole * (a / (a + b)));
    y.push(y[index]!);
  });
  return { x: stackRows(x, d), lambda: rescaled(lambda, count, scale), y: makeHostTensor(y, [y.length]) };
}

/** The directions as rows, without their part along grad_x Phi where that is asked for. */
async function toDirections(
  backend: Backend,
  network: ReluNetwork,
  sources: HostTensor,
  requests: readonly SplitRequest[],
): Promise<HostTensor> {
  const d = sources.shape[1]!;
  const rows = requests.map(({ direction }) => Float64Array.from(direction.data));
  if (requests.some(({ project, mode = 'kkt' }) => project && mode === 'kkt')) {
    const gradients = await inputGradients(backend, network, sources);
    requests.forEach(({ index, project, mode = 'kkt' }, k) => {
      if (!project || mode !== 'kkt') return;
      if (!removePart(rows[k]!, rowOf(gradients, k))) {
        throw new DomainError(
          `split: the direction of candidate ${index} is parallel to grad_x Phi, so projection leaves nothing of it; give another direction`,
        );
      }
    });
  }
  return stackRows(rows, d);
}

/** Make v orthogonal to g, twice for rounding; false if nothing is left. */
export function removePart(v: Float64Array, g: Float64Array): boolean {
  const squared = dot(g, g);
  const length = norm(v);
  if (squared === 0) return true;
  for (let pass = 0; pass < 2; pass++) {
    const factor = dot(v, g) / squared;
    for (let j = 0; j < v.length; j++) v[j]! -= factor * g[j]!;
  }
  return norm(v) > 1e-12 * length;
}
