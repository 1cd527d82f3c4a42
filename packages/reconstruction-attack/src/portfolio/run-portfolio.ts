import type { Candidates } from '@noprior/kkt-loss';
import { checkNetwork, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, makeHostTensor } from '@noprior/tensor';
import { loadAttackCheckpoint } from '../attack-checkpoint.ts';
import { loadEvidenceCheckpoint } from '../evidence/evidence-checkpoint.ts';
import { runEvidenceAttack } from '../evidence/run-evidence-attack.ts';
import { runAttack } from '../run-attack.ts';
import type { SpanBasis } from '../span/span-coordinates.ts';
import { makeStart } from '../starts/make-start.ts';
import type { PortfolioCriterion } from './portfolio-criterion.ts';
import type { PortfolioMember } from './portfolio-member.ts';

/** How a portfolio is run. */
export interface PortfolioOptions {
  readonly backend: Backend;
  /** What is spent on all members together. Seconds depend on the machine and on what else it does, and so do the results;
   * iterations give the same results again. */
  readonly budget: { readonly seconds: number } | { readonly iterations: number };
  /** Lower is better; needs no truth. */
  readonly criterion: PortfolioCriterion;
  /** An existing folder for the state of members that wait; what is written there is removed. */
  readonly folder: string;
  /** Of the samples; for members with a start of their own. */
  readonly span?: SpanBasis;
  readonly onProgress?: (progress: PortfolioProgress) => void;
  /** Aborting ends the portfolio after the current iteration, with the best so far. */
  readonly signal?: AbortSignal;
}

/** News of a running portfolio. */
export interface PortfolioProgress {
  readonly stage: number;
  readonly stages: number;
  readonly member: string;
  readonly iteration: number;
  readonly seconds: number;
  /** What is left of a budget in seconds; otherwise an estimate from the pace, NaN before there is one. */
  readonly secondsLeft: number;
}

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

interface Entry {
  readonly member: PortfolioMember;
  readonly path: string;
  iterations: number;
  seconds: number;
  scores: number[];
  finished: boolean;
  failure: string | undefined;
  candidates: Candidates | undefined;
}

/** Iterations between two looks at the clock and at the target of a stage. */
const lookEvery = 10;

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
  check(members, options);
  const { budget, signal, folder } = options;
  const bySeconds = 'seconds' in budget;
  const total = bySeconds ? budget.seconds : budget.iterations;
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const entries = members.map(
    (member): Entry => ({
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
          await advance(network, entry, share, options, report);
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
    // Imported here, so that the rest of the package runs in a browser.
    const { rm } = await import('node:fs/promises');
    for (const { path } of entries) await rm(path, { force: true });
  }
}

/** Run a member on, for a share of the budget. */
async function advance(
  network: ReluNetwork,
  entry: Entry,
  share: number,
  options: PortfolioOptions,
  report: (iteration: number) => void,
): Promise<void> {
  const { backend, budget, span } = options;
  const { member, path } = entry;
  const began = performance.now();
  const bySeconds = 'seconds' in budget;
  const target = bySeconds ? Number.POSITIVE_INFINITY : entry.iterations + Math.floor(share);
  const enough = new AbortController();
  const signal = options.signal === undefined ? enough.signal : AbortSignal.any([options.signal, enough.signal]);
  const onProgress = ({ iteration }: { readonly iteration: number }) => {
    report(iteration);
    if (iteration + 1 >= target) enough.abort();
  };
  try {
    const resuming = entry.iterations > 0;
    const start =
      resuming || member.start === undefined
        ? undefined
        : await makeStart(member.start, {
            network,
            span: span!,
            candidatesPerClass: member.config.prior.candidatesPerClass,
            scale: member.attack === 'kkt' ? member.config.scale : 'sum',
            seed: member.config.seed,
            dtype: member.config.dtype,
            backend,
          });
    const left = bySeconds ? share - (performance.now() - began) / 1000 : Number.POSITIVE_INFINITY;
    const common = {
      backend,
      signal,
      onProgress,
      checkpoint: { path, everySeconds: Number.MAX_VALUE },
      // A start that took the whole share leaves time for one look.
      ...(bySeconds ? { maxSeconds: Math.max(left, 1e-3) } : {}),
      ...(start === undefined ? {} : { start }),
    };
    // So often that the target of a stage in iterations is met; the last record of a run comes at its end in any case.
    const every = bySeconds ? lookEvery : 1;
    if (member.attack === 'kkt') {
      const resume = resuming ? { resume: await loadAttackCheckpoint(path) } : {};
      const { candidates, iterations, ended } = await runAttack(network, member.config, {
        ...common,
        ...resume,
        evaluateEvery: every,
      });
      settle(entry, inSum(candidates, member.config.scale), iterations, ended);
    } else {
      const resume = resuming ? { resume: await loadEvidenceCheckpoint(path) } : {};
      const { candidates, iterations, ended } = await runEvidenceAttack(network, member.config, {
        ...common,
        ...resume,
        recordEvery: every,
      });
      settle(entry, candidates, iterations, ended);
    }
  } catch (error) {
    entry.failure = error instanceof Error ? error.message : String(error);
  }
  entry.seconds += (performance.now() - began) / 1000;
}

function settle(entry: Entry, candidates: Candidates, iterations: number, ended: string): void {
  entry.candidates = candidates;
  entry.iterations = iterations;
  entry.finished = ended === 'maxIterations' || ended === 'targetLoss';
}

function inSum(candidates: Candidates, scale: 'mean' | 'sum'): Candidates {
  const { lambda } = candidates;
  if (scale === 'sum') return candidates;
  const count = candidates.x.shape[0]!;
  return {
    ...candidates,
    lambda: makeHostTensor(
      lambda.data.map((value) => value / count),
      lambda.shape,
    ),
  };
}

function check(members: readonly PortfolioMember[], { budget, span }: PortfolioOptions): void {
  if (members.length === 0) fail('members', 'none', 'at least one');
  const names = members.map(({ name }) => name);
  for (const [at, name] of names.entries()) {
    if (!/^[\w.-]+$/.test(name)) fail('a name', JSON.stringify(name), 'letters, digits, -, _ and .');
    if (names.indexOf(name) !== at) fail('names', `${name} twice`, 'different from each other');
  }
  for (const { name, start } of members) {
    const own = start !== undefined && start.kind !== 'gaussian' && start.kind !== 'sphere';
    if (own && span === undefined) fail('span', 'none', `given for the start of ${name}; see estimateSpan`);
  }
  if ('seconds' in budget) {
    if (!(budget.seconds > 0 && Number.isFinite(budget.seconds))) fail('seconds', budget.seconds, 'a positive number');
  } else if (!(Number.isSafeInteger(budget.iterations) && budget.iterations > 0)) {
    fail('iterations', budget.iterations, 'a positive integer');
  }
}

function fail(name: string, value: unknown, expected: string): never {
  throw new DomainError(`portfolio: ${name} must be ${expected}, got ${String(value)}`);
}
