import { compareKkt } from '@noprior/kkt-loss';
import { type ScoreInput, scoreMembers, scoreReconstruction } from '@noprior/metrics';
import { truthStart } from '@noprior/reconstruction-attack';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { ScoreDocumentInput, TruthStartScore } from '@noprior/report';
import type { ReadCandidates, RecordedAttack } from '@noprior/result-files';
import type { Backend } from '@noprior/tensor';
import type { TrainingData } from '../load-training-data.ts';
import { Progress, recordHeadline } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** Points, and what they are scored against. */
export interface ScoringInput {
  readonly backend: Backend;
  readonly network: ReluNetwork;
  readonly read: ReadCandidates;
  readonly data: TrainingData;
  readonly config: Parameters<typeof compareKkt>[4];
  /** Of which a truth start is asked. */
  readonly attack: RecordedAttack | undefined;
  readonly seed: number;
}

/** All scores of the points, and what they are of. */
export async function scorePoints(
  { backend, network, read: { candidates, inFile }, data: { split }, config, attack, seed }: ScoringInput,
  terminal: Terminal,
): Promise<Omit<ScoreDocumentInput, 'records' | 'knowledge' | 'uses' | 'facts' | 'footer'>> {
  const { training, heldOut, preprocessing } = split;
  const input = { training, heldOut, firstLayerWeight: network.layers[0]!.weight, preprocessing, seed };
  const score = scoreReconstruction({ ...input, candidates });
  const { predicted } = inFile;
  return {
    score,
    members: predicted && scoreMembers(candidates.x, predicted, training.x, score.heldOut.maxCosine),
    kkt: await compareKkt(backend, network, candidates, training, config),
    truthStart: attack && (await scoreTruthStart(attack, network, input, backend, terminal)),
    ...{ training: training.x, heldOut: heldOut.x, candidates: candidates.x, preprocessing },
  };
}

/** The recorded attack, started from the true samples, with the score of what it returns. */
async function scoreTruthStart(
  { attack, config, knowledge }: RecordedAttack,
  network: ReluNetwork,
  input: Omit<ScoreInput, 'candidates'> & { readonly training: LabelledData },
  backend: Backend,
  terminal: Terminal,
): Promise<TruthStartScore> {
  const progress = new Progress(terminal, 'attack from the truth');
  const found = await truthStart(attack, network, input.training, knowledge, {
    ...{ backend, config },
    onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
      progress.iterations(iteration, maxIterations, recordHeadline(record, attack), secondsLeft),
  }).finally(() => progress.done());
  const { candidates, iterations, seconds, drift } = found;
  return {
    ...{ attack: attack.name, iterations, seconds },
    drift: drift === undefined ? null : { median: drift.median, above: drift.above },
    score: scoreReconstruction({ ...input, candidates }),
  };
}
