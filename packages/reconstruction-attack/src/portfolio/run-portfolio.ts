import { removeCheckpoint } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { checkNetwork, type ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { PortfolioMember } from './portfolio-member.ts';
import { checkPortfolio, type PortfolioOptions } from './portfolio-options.ts';
import { type MemberState, runMember } from './run-member.ts';

/** What a member cost, and what it was found to be worth. */
export interface MemberAccount {
  readonly name: string;
  readonly iterations: number;
  /** Start and iterations. */
  readonly seconds: number;
  /** The criterion at the end of each stage that it took part in. */
  readonly scores: readonly number[];
  /** Whether it came to the end of its own schedule. */
  readonly finished: boolean;
  /** Its message, if the attack failed: it takes no further part. */
  readonly failure: string | undefined;
}

/** What a portfolio found. */
export interface PortfolioResult {
  /** Name of the member with the best score at the end. */
  readonly best: string;
  /** Its candidates, multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  readonly score: number;
  /** In the order in which they were declared. */
  readonly members: readonly MemberAccount[];
  readonly stages: number;
  readonly seconds: number;
  readonly ended: 'budget' | 'finished' | 'aborted';
}

/** Several attacks on one budget, by successive halving: all begin, the better half by a criterion that needs no truth goes
 * on from where it stands, and so on until one is left.
 *
 * With M members there are ceil(log2 M) + 1 stages of equal shares of the budget, each shared equally by the members still
 * in it; what a member leaves over, because it came to its end, falls to the others of the stage. A member whose turn comes
 * when its stage's share is spent is left as it is, and out of the next stage if it has no score. A member that waits is
 * resumed to the bit. One that fails costs what it did, and the others go on. The best at the end is the one with the lowest
 * score of its last stage among those that took part in the last one.
 *
 * A criterion taken on the way is no forecast: members with slow schedules (noise or alpha that falls over the run) look
 * worse in the middle than at their end. Let members that are compared have schedules of a like length.
 *
 * @throws {DomainError} for no member, names that are no names or occur twice, a budget or a setting out of range, a start
 *   without `span`, or if every member failed (the message has the first reason)
 * @throws {ShapeError} if the tensors are no network
 * @see Jamieson and Talwalkar 2016, Non-stochastic best arm identification and hyperparameter optimization, arXiv:1502.07943
 * @example
 * const { noise } = estimateSpan(network);
 * await runPortfolio(network, members, { backend, budget: { seconds: 60 }, folder,
 *   criterion: evidenceCriterion(backend, network, { noise, alpha: 100 }) });
 */
export async function runPortfolio(
  network: ReluNetwork,
  members: readonly PortfolioMember[],
  options: PortfolioOptions,
): Promise<PortfolioResult> {
  checkNetwork(network);
  checkPortfolio(members, options);
  const { budget, signal, folder } = options;
  const bySeconds = 'seconds' in budget;
  const total = bySeconds ? budget.seconds : budget.iterations;
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const entries = members.map(
    (member): MemberState => ({
      member,
      path: `${folder}/portfolio-${member.name}.safetensors`,
      iterations: 0,
      seconds: 0,
      scores: [],
      finished: false,
      failure: undefined,
      candidates: undefined,
    }),
  );
  const stages = Math.ceil(Math.log2(entries.length)) + 1;
  let alive = entries;
  let spent = 0;
  try {
    for (let stage = 0; stage < stages && !signal?.aborted; stage++) {
      const until = (total * (stage + 1)) / stages;
      for (const [at, entry] of alive.entries()) {
        if (signal?.aborted) break;
        const left = until - (bySeconds ? seconds() : spent);
        const share = left / (alive.length - at);
        const before = entry.iterations;
        if (!entry.finished && (bySeconds ? share > 0 : Math.floor(share) > 0)) {
          const report = (iteration: number) => {
            const done = bySeconds ? seconds() : spent + iteration - before;
            const secondsLeft = bySeconds ? total - done : (seconds() / done) * (total - done);
            options.onProgress?.({
              stage,
              stages,
              member: entry.member.name,
              iteration,
              seconds: seconds(),
              secondsLeft,
            });
          };
          await runMember(network, entry, share, options, report);
        }
        spent += entry.iterations - before;
        if (entry.candidates !== undefined && entry.failure === undefined) {
          const known = entry.iterations === before ? entry.scores.at(-1) : undefined;
          entry.scores.push(known ?? (await options.criterion(entry.candidates)));
        }
      }
      const ranked = alive
        .filter(({ failure, scores }) => failure === undefined && scores.length > 0)
        .sort((a, b) => a.scores.at(-1)! - b.scores.at(-1)!);
      if (ranked.length === 0) {
        const reason = entries.find(({ failure }) => failure !== undefined)?.failure;
        throw new DomainError(
          `portfolio: no member came to any result${reason === undefined ? '; give more budget' : `: ${reason}`}`,
        );
      }
      alive = stage + 1 < stages ? ranked.slice(0, Math.ceil(alive.length / 2)) : ranked;
    }
    const best = alive.reduce((one, other) => (other.scores.at(-1)! < one.scores.at(-1)! ? other : one));
    return {
      best: best.member.name,
      candidates: best.candidates!,
      score: best.scores.at(-1)!,
      members: entries.map(({ member, iterations, seconds: taken, scores, finished, failure }) => ({
        name: member.name,
        iterations,
        seconds: taken,
        scores,
        finished,
        failure,
      })),
      stages,
      seconds: seconds(),
      ended: signal?.aborted ? 'aborted' : alive.every(({ finished }) => finished) ? 'finished' : 'budget',
    };
  } finally {
    for (const { path } of entries) await removeCheckpoint(path);
  }
}
