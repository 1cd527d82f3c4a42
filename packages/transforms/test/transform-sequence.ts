import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, definedOnly, hasErrorCode } from '@noprior/tensor';
import { prepare } from '../src/internal/prepared.ts';
import { splitPoints } from '../src/internal/split-points.ts';
import { type KktState, kktState } from '../src/kkt-state.ts';
import type { SplitRequest } from '../src/split-request.ts';
import {
  addPatternChecks,
  compareStates,
  noPatternCheck,
  type TransformAccount,
  type Transformed,
  type TransformOptions,
} from '../src/transform-account.ts';
import { type UniteGroups, unitePoints } from '../src/unite.ts';

/** One step of a sequence; indices refer to the candidates that the step before has left. */
export type TransformStep =
  | { readonly kind: 'unite'; readonly groups: UniteGroups }
  | { readonly kind: 'split'; readonly splits: SplitRequest | readonly SplitRequest[] };

/** Result of {@link transformSequence}. */
export interface TransformedSequence extends Transformed {
  /** One account for each step; all of them, and `account`, have the p of the candidates that came in. */
  readonly steps: readonly TransformAccount[];
}

/** Unite and split one step after the other; n may grow, shrink or stay.
 *
 * @returns  the last candidates; `account` compares them with the first and adds up what was checked on the way
 * @throws {DomainError | ShapeError | DtypeError} as {@link unite} and {@link split} do; the message names the step
 * @throws {DomainError} if there are no steps
 * @example await transformSequence(backend, network, candidates, [
 *   { kind: 'unite', groups: [0, 1] }, { kind: 'split', splits: { index: 0, direction: v, a: 1, b: 2 } }])
 */
export async function transformSequence(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  steps: readonly TransformStep[],
  options: TransformOptions = {},
): Promise<TransformedSequence> {
  if (steps.length === 0) throw new DomainError('transformSequence: there are no steps; give at least one');
  const given = prepare(network, candidates);
  const { scale = 'sum' } = options;
  const first = await kktState(backend, given.network, given.candidates, {
    scale,
    ...definedOnly({ p: options.p }),
  });
  let state: KktState = first;
  let current = given.candidates;
  let patterns = noPatternCheck;
  const accounts: TransformAccount[] = [];
  for (const [index, step] of steps.entries()) {
    const done = await apply(backend, given.network, current, step, options).catch((error: unknown) => {
      if (hasErrorCode(error, 'DOMAIN')) throw new DomainError(`step ${index}: ${error.message}`, { cause: error });
      throw error;
    });
    const next = await kktState(backend, given.network, done.candidates, { scale, p: first.p });
    accounts.push(compareStates(state, next, done.patterns));
    patterns = addPatternChecks(patterns, done.patterns);
    state = next;
    current = done.candidates;
  }
  const account = compareStates(first, state, patterns);
  return { candidates: current, account, steps: accounts };
}

function apply(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  step: TransformStep,
  options: TransformOptions,
) {
  if (step.kind === 'unite') return unitePoints(backend, network, candidates, step.groups, options);
  const splits = 'index' in step.splits ? [step.splits] : step.splits;
  return splitPoints(backend, network, candidates, splits, options);
}
