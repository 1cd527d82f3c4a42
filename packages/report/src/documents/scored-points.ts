import type { MemberScore, ScoreReport } from '@noprior/metrics';
import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';

/** Where an attack settles when it starts from the true samples: an oracle bound, no attack. */
export interface TruthStartScore {
  /** Name of the attack. */
  readonly attack: string;
  readonly iterations: number;
  readonly seconds: number;
  /** Cosine of every point with the true sample that it started from. */
  readonly drift: { readonly median: number; readonly above: number } | null;
  /** What it returns, scored as candidates are. */
  readonly score: ScoreReport;
}

/** What a score is about. */
export interface ScoredPoints {
  readonly score: ScoreReport;
  /** The same attack from the true samples, if it was run. */
  readonly truthStart?: TruthStartScore | undefined;
  /** The points that the attack predicts to be training samples, if it does. */
  readonly members?: MemberScore | undefined;
  readonly training: HostTensor;
  readonly heldOut: HostTensor;
  readonly candidates: HostTensor;
  readonly preprocessing: Preprocessing | undefined;
}
