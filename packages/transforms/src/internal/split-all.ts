import type { Candidates } from '@noprior/kkt-loss';
import { takeRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { advice, type Backend, DomainError, hasErrorCode, makeHostTensor, wording } from '@noprior/tensor';
import type { FarKktSetOptions } from '../far-kkt-set-options.ts';
import { makeAccount, type Transformed } from '../transform-account.ts';
import { rescaled } from './prepared.ts';
import { splitPoints } from './split-points.ts';

/** Which points have a positive multiplier, and which stay in the set.
 *
 * @throws {DomainError} for a negative multiplier, or if none is positive
 */
export function keepPositive(
  { lambda }: Candidates,
  options: Pick<FarKktSetOptions, 'keepUnused'>,
): { readonly indices: readonly number[]; readonly kept: readonly number[] } {
  const all = [...lambda.data.keys()];
  const negative = all.find((i) => lambda.data[i]! < 0);
  if (negative !== undefined) {
    throw new DomainError(
      wording`farKktSet: candidate ${negative} has the multiplier ${lambda.data[negative]}, but multipliers must be >= 0; clip them or ${advice('fit-anew', 'fit them anew with oracleLoss')}`,
    );
  }
  const indices = all.filter((i) => lambda.data[i]! > 0);
  if (indices.length === 0) {
    throw new DomainError(
      wording`farKktSet: no candidate has a positive multiplier; ${advice('fit-multipliers', 'fit multipliers with oracleLoss')}`,
    );
  }
  return { indices, kept: options.keepUnused ? all : indices };
}

/** Split points symmetrically, drop what is not kept, and account for both together.
 *
 * @param kept   indices that stay in the set
 * @param steps  points to split, with their directions and distances
 */
export async function splitAll(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  kept: readonly number[],
  steps: readonly { readonly index: number; readonly direction: Float64Array; readonly step: number }[],
  options: FarKktSetOptions,
): Promise<Transformed> {
  const count = candidates.lambda.data.length;
  const left: Candidates = {
    x: takeRows(candidates.x, kept),
    lambda: rescaled(takeRows(candidates.lambda, kept).data, count, options.scale ?? 'sum'),
    y: takeRows(candidates.y, kept),
  };
  const requests = steps.map(({ index, direction, step }) => ({
    index: kept.indexOf(index),
    direction: makeHostTensor(direction, [direction.length]),
    a: step,
    b: step,
  }));
  const done = await splitPoints(backend, network, left, requests, options).catch((error: unknown) => {
    if (!hasErrorCode(error, 'DOMAIN')) throw error;
    throw new DomainError(`farKktSet, distance ${options.distance}: ${error.message}`, { cause: error });
  });
  const account = await makeAccount(backend, network, candidates, done.candidates, done.patterns, options);
  return { candidates: done.candidates, account };
}
