import type { Candidates } from '@noprior/kkt-loss';
import { norm } from '@noprior/linear-algebra';
import { advice, argument, DomainError, formatShape, ShapeError, wording } from '@noprior/tensor';
import type { SplitRadius, SplitSide } from '../split-radius-result.ts';
import type { SplitRequest } from '../split-request.ts';
import { checkIndex } from './prepared.ts';

/** Check requests before anything is computed.
 *
 * @throws {ShapeError | DomainError} as `split` does
 */
export function checkRequests(requests: readonly SplitRequest[], candidates: Candidates, d: number): void {
  if (requests.length === 0) throw new DomainError('split: there is nothing to split; give at least one request');
  const seen = new Set<number>();
  for (const { index, direction, a, b, mode = 'kkt' } of requests) {
    checkIndex('split', index, candidates);
    if (seen.has(index)) throw new DomainError(`split: candidate ${index} is named twice; split it in two calls`);
    seen.add(index);
    if (direction.shape.length !== 1 || direction.shape[0] !== d) {
      throw new ShapeError(
        wording`split: ${argument('direction')} must be [${d}], got ${formatShape(direction.shape)}`,
      );
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
        throw new DomainError(
          wording`split: ${argument(name)} must be positive and finite, got ${value} for candidate ${index}`,
        );
      }
    }
    if (mode !== 'kkt' && mode !== 'stationarity') {
      throw new DomainError(
        wording`split: ${argument('mode')} must be stationarity or kkt, got ${JSON.stringify(mode)}`,
      );
    }
  }
}

/** Check that every request keeps its activation pattern and, in mode `kkt`, its margin.
 *
 * @param pairs  the ratio test of each request
 * @throws {DomainError} as `split` does
 */
export function checkRadii(requests: readonly SplitRequest[], pairs: readonly SplitRadius[]): void {
  requests.forEach(({ index, a, b, mode = 'kkt' }, k) => {
    const { forward, backward, logitSlope, logitSlopeNoise } = pairs[k]!;
    checkSide(index, '+v', 'a', a, forward);
    checkSide(index, '-v', 'b', b, backward);
    if (mode === 'kkt' && Math.abs(logitSlope) > logitSlopeNoise) {
      throw new DomainError(
        wording`split: the direction of candidate ${index} changes its margin, v . grad_x Phi = ${logitSlope} (rounding allows ${logitSlopeNoise}); ${advice('project-or-force', "pass project: true, mode: 'stationarity' or force: true")}`,
      );
    }
  });
}

function checkSide(index: number, side: string, name: string, value: number, { radius, blocking }: SplitSide): void {
  if (value < radius || blocking === undefined) return;
  throw new DomainError(
    wording`split: candidate ${index} along ${side} keeps its activation pattern only below ${radius}, where unit ${blocking.unit} of layer ${blocking.layer} reaches its kink; ${name} is ${value}. Choose a smaller ${name} or another direction, or ${advice('force', 'pass force: true')}`,
  );
}

/** Check the halves as computed.
 *
 * @throws {DomainError} if one is beyond float64
 */
export function checkFinite(requests: readonly SplitRequest[], halves: readonly Float64Array[]): void {
  const half = halves.findIndex((point) => !point.every(Number.isFinite));
  if (half < 0) return;
  const { index, a, b } = requests[half >> 1]!;
  throw new DomainError(`split: candidate ${index} leaves the range of float64 with a = ${a} and b = ${b}`);
}
