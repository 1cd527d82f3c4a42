import type { Candidates } from '@noprior/kkt-loss';
import { type ScoreInput, type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import {
  type AttackProgress,
  evidenceAttack,
  kktAttack,
  nothingKnown,
  type TruthStart,
  truthStart,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { Progress } from './progress.ts';
import type { RecordedAttack } from './recorded-attack.ts';
import type { Terminal } from './terminal.ts';

/** Where an attack settles when it starts from the truth: what its objective keeps, so a ceiling and no attack. */
export interface TruthStartScore {
  readonly attack: RecordedAttack['kind'];
  readonly iterations: number;
  readonly seconds: number;
  /** Cosine of every point with the true sample that it started from. */
  readonly drift: { readonly median: number; readonly above: number };
  /** What it returns, scored as candidates are. */
  readonly score: ScoreReport;
}

/** Run a recorded attack from the true samples with their best multipliers, and score what it returns.
 */
export async function scoreTruthStart(
  backend: Backend,
  network: ReluNetwork,
  attack: RecordedAttack,
  input: Omit<ScoreInput, 'candidates'> & { readonly training: Pick<Candidates, 'x' | 'y'> },
  terminal: Terminal,
): Promise<TruthStartScore> {
  const progress = new Progress(terminal, 'attack from the truth');
  try {
    const { candidates, iterations, seconds, drift } = await settle(backend, network, attack, input.training, progress);
    return {
      attack: attack.kind,
      iterations,
      seconds,
      // Neither attack changes the number of points without candidate updates, which the command has no option for.
      drift: { median: drift!.median, above: drift!.above },
      score: scoreReconstruction({ ...input, candidates }),
    };
  } finally {
    progress.done();
  }
}

function settle(
  backend: Backend,
  network: ReluNetwork,
  attack: RecordedAttack,
  { x, y }: Pick<Candidates, 'x' | 'y'>,
  progress: Progress,
): Promise<TruthStart> {
  const onProgress = ({ iteration, maxIterations, record, secondsLeft }: AttackProgress): void => {
    const { total, value } = record.values;
    const text = total === undefined ? `evidence ${value!.toPrecision(6)}` : `loss ${total.toPrecision(6)}`;
    progress.iterations(iteration, maxIterations, text, secondsLeft ?? Number.NaN);
  };
  return attack.kind === 'attack'
    ? truthStart(kktAttack, network, { x, y }, nothingKnown, { backend, config: attack.config, onProgress })
    : truthStart(evidenceAttack, network, { x, y }, nothingKnown, { backend, config: attack.config, onProgress });
}
