import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { loadAttackCheckpoint } from '../attack-checkpoint.ts';
import { loadEvidenceCheckpoint } from '../evidence/evidence-checkpoint.ts';
import { runEvidenceAttack } from '../evidence/run-evidence-attack.ts';
import { runAttack } from '../run-attack.ts';
import { makeStart } from '../starts/make-start.ts';
import type { PortfolioMember } from './portfolio-member.ts';
import type { PortfolioOptions } from './portfolio-options.ts';

/** How far a member has come. */
export interface MemberState {
  readonly member: PortfolioMember;
  /** Its checkpoint. */
  readonly path: string;
  iterations: number;
  seconds: number;
  scores: number[];
  finished: boolean;
  failure: string | undefined;
  /** The newest, multipliers in the unit of scale `sum`. */
  candidates: Candidates | undefined;
}

/** Iterations between two looks at the clock and at the target of a stage. */
const lookEvery = 10;

/** Run a member on for a share of the budget, in its unit; a failure is noted, not thrown. */
export async function runMember(
  network: ReluNetwork,
  entry: MemberState,
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
      settle(entry, candidates, iterations, ended);
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

function settle(entry: MemberState, candidates: Candidates, iterations: number, ended: string): void {
  entry.candidates = candidates;
  entry.iterations = iterations;
  entry.finished = ended === 'maxIterations' || ended === 'targetLoss';
}
