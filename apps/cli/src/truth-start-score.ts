import { type Candidates, oracleLoss } from '@noprior/kkt-loss';
import { cosineSimilarities, quantile, type ScoreInput, type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import { kktAttack, nothingKnown, runEvidenceAttack, truthStart } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend, HostTensor } from '@noprior/tensor';
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
 *
 * The evidence attack runs at its final noise: the coarse noise of its beginning is for a start that knows nothing.
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
    const { candidates, iterations, seconds } = await settle(backend, network, attack, input.training, progress);
    const cosines = ownCosines(candidates.x, input.training.x);
    return {
      attack: attack.kind,
      iterations,
      seconds,
      drift: {
        median: quantile(cosines, 0.5),
        above: cosines.filter((cosine) => cosine > 0.9).length / cosines.length,
      },
      score: scoreReconstruction({ ...input, candidates }),
    };
  } finally {
    progress.done();
  }
}

interface Settled {
  readonly candidates: Candidates;
  readonly iterations: number;
  readonly seconds: number;
}

async function settle(
  backend: Backend,
  network: ReluNetwork,
  { kind, config }: RecordedAttack,
  { x, y }: Pick<Candidates, 'x' | 'y'>,
  progress: Progress,
): Promise<Settled> {
  if (kind === 'attack') {
    return truthStart(kktAttack, network, { x, y }, nothingKnown, {
      backend,
      config,
      onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
        progress.iterations(iteration, maxIterations, `loss ${record.values.total!.toPrecision(6)}`, secondsLeft),
    });
  }
  const { lambda } = await oracleLoss(
    backend,
    network,
    { x, y },
    {
      alpha: config.alpha,
      scale: 'sum',
      ...(config.objective === undefined ? {} : { objective: config.objective }),
    },
  );
  const { to } = config.noise;
  return runEvidenceAttack(
    network,
    { ...config, noise: { from: to, to } },
    {
      backend,
      start: { x, lambda, y },
      onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
        progress.iterations(iteration, maxIterations, `evidence ${record.value.toPrecision(6)}`, secondsLeft),
    },
  );
}

function ownCosines(points: HostTensor, truth: HostTensor): number[] {
  const { shape, data } = cosineSimilarities(points, truth);
  const count = shape[0]!;
  return Array.from({ length: count }, (_, i) => data[i * count + i]!);
}
