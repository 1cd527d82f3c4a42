import type { Candidates } from '@noprior/kkt-loss';
import { dot, norm, rowOf, stackRows, takeRows } from '@noprior/linear-algebra';
import { hiddenSizes, inputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { inputGradients } from '../input-gradients.ts';
import { splitRadius } from '../split-radius.ts';
import type { SplitSide } from '../split-radius-result.ts';
import type { SplitRecord, SplitRequest } from '../split-request.ts';
import type { TransformOptions } from '../transform-account.ts';
import { comparePatterns, describeDifference } from './compare-patterns.ts';
import { hiddenUnits } from './hidden-units.ts';
import { checkIndex, rescaled, type Step } from './prepared.ts';

/** `split` without the account, on a checked network and candidates in float64. */
export async function splitPoints(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  requests: readonly SplitRequest[],
  options: TransformOptions,
): Promise<Step & { readonly splits: readonly SplitRecord[] }> {
  const [count, d] = candidates.x.shape as readonly [number, number];
  const indices = requests.map(({ index }) => index);
  checkRequests(requests, candidates, inputSize(network));
  const sources = takeRows(candidates.x, indices);
  const directions = await toDirections(backend, network, sources, requests);
  const { pairs } = await splitRadius(backend, network, sources, directions, options);
  requests.forEach((request, k) => {
    if (options.force) return;
    checkSide(request.index, '+v', 'a', request.a, pairs[k]!.forward);
    checkSide(request.index, '-v', 'b', request.b, pairs[k]!.backward);
    const { logitSlope, logitSlopeNoise } = pairs[k]!;
    if ((request.mode ?? 'kkt') === 'kkt' && Math.abs(logitSlope) > logitSlopeNoise) {
      throw new DomainError(
        `split: the direction of candidate ${request.index} changes its margin, v . grad_x Phi = ${logitSlope} (rounding allows ${logitSlopeNoise}); pass project: true, mode: 'stationarity' or force: true`,
      );
    }
  });
  const halves = requests.flatMap(({ index, a, b }, k) => {
    const point = rowOf(candidates.x, index);
    const along = rowOf(directions, k);
    return [point.map((value, j) => value + a * along[j]!), point.map((value, j) => value - b * along[j]!)];
  });
  checkFinite(requests, halves);
  const before = await hiddenUnits(backend, network, sources);
  const after = await hiddenUnits(backend, network, stackRows(halves, d));
  let changedUnits = 0;
  for (let half = 0; half < halves.length; half++) {
    const moved = comparePatterns(before.preActivations, half >> 1, after.preActivations, half);
    changedUnits += moved.changedUnits;
    if (moved.changedUnits > 0 && !options.force) {
      throw new DomainError(
        `split: rounding puts the ${half % 2 === 0 ? 'first' : 'second'} half of candidate ${indices[half >> 1]} into another activation cell: ${describeDifference(moved)}; that unit is too close to its kink for a split this far. Pass a smaller a and b, or force: true`,
      );
    }
  }
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
  return {
    candidates: {
      x: stackRows(x, d),
      lambda: rescaled(lambda, count, options.scale ?? 'sum'),
      y: makeHostTensor(y, [y.length]),
    },
    patterns: {
      points: 3 * requests.length,
      layers: network.layers.length - 1,
      units: hiddenSizes(network).reduce((total, size) => total + size, 0),
      changedUnits,
      kinkUnits: pairs.reduce((total, { kinkUnits }) => total + kinkUnits, 0),
      slopesTakenAsZero: pairs.reduce((total, { slopesTakenAsZero }) => total + slopesTakenAsZero, 0),
    },
    splits: requests.map(({ index, a, b }, k) => ({
      index,
      direction: makeHostTensor(rowOf(directions, k), [d]),
      a,
      b,
      radius: pairs[k]!,
    })),
  };
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

function checkRequests(requests: readonly SplitRequest[], candidates: Candidates, d: number): void {
  if (requests.length === 0) throw new DomainError('split: there is nothing to split; give at least one request');
  const seen = new Set<number>();
  for (const { index, direction, a, b, mode = 'kkt' } of requests) {
    checkIndex('split', index, candidates);
    if (seen.has(index)) throw new DomainError(`split: candidate ${index} is named twice; split it in two calls`);
    seen.add(index);
    if (direction.shape.length !== 1 || direction.shape[0] !== d) {
      throw new ShapeError(`split: direction must be [${d}], got ${formatShape(direction.shape)}`);
    }
    const length = norm(direction.data);
    if (!(length > 0 && Number.isFinite(length))) {
      throw new DomainError(
        `split: the direction of candidate ${index} has length ${length}, expected a finite one above 0`,
      );
    }
    for (const [name, value] of [
      ['a', a],
      ['b', b],
    ] as const) {
      if (!(value > 0 && Number.isFinite(value))) {
        throw new DomainError(`split: ${name} must be positive and finite, got ${value} for candidate ${index}`);
      }
    }
    if (mode !== 'kkt' && mode !== 'stationarity') {
      throw new DomainError(`split: mode must be stationarity or kkt, got ${JSON.stringify(mode)}`);
    }
  }
}

function checkSide(index: number, side: string, name: string, value: number, { radius, blocking }: SplitSide): void {
  if (value < radius || blocking === undefined) return;
  throw new DomainError(
    `split: candidate ${index} along ${side} keeps its activation pattern only below ${radius}, where unit ${blocking.unit} of layer ${blocking.layer} reaches its kink; ${name} is ${value}. Choose a smaller ${name} or another direction, or pass force: true`,
  );
}

function checkFinite(requests: readonly SplitRequest[], halves: readonly Float64Array[]): void {
  const half = halves.findIndex((point) => !point.every(Number.isFinite));
  if (half < 0) return;
  const { index, a, b } = requests[half >> 1]!;
  throw new DomainError(`split: candidate ${index} leaves the range of float64 with a = ${a} and b = ${b}`);
}
