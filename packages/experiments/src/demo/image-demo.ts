import { type DatasetSplit, loadDataset } from '@noprior/datasets';
import { compareKkt, type KktComparison } from '@noprior/kkt-loss';
import { type ScoreReport, scoreReconstruction } from '@noprior/metrics';
import {
  type AttackResult,
  absent,
  type KktAttackConfig,
  type Knowledge,
  kktAttack,
  knowledgeOf,
  runAttack,
} from '@noprior/reconstruction-attack';
import { makeNetwork, type ReluNetwork, type TrainingResult, trainNetwork } from '@noprior/relu-models';
import type { DemoContext } from './demo-context.ts';
import type { DemoScale } from './demo-scale.ts';

/** The first part of the demo: a network that reveals its training images. */
export interface ImageDemo {
  readonly split: DatasetSplit;
  readonly training: TrainingResult;
  readonly attack: AttackResult<KktAttackConfig>;
  readonly score: ScoreReport;
  readonly kkt: KktComparison;
}

/** Glyphs, a network whose first layer started small, and an attack that knows the pixel range and the mean. */
export async function runImageDemo(scale: DemoScale['images'], context: DemoContext): Promise<ImageDemo> {
  const { backend, seed, signal } = context;
  const split = await loadDataset({ dataset: 'glyphs', perClass: scale.perClass, seed });
  const start: ReluNetwork = {
    ...makeNetwork({
      inputSize: split.training.x.shape[1]!,
      hiddenSizes: scale.hidden,
      initialisation: 'scaled-first',
      seed,
    }),
    preprocessing: split.preprocessing,
  };
  const training = await trainWithProgress(start, split, scale.targetLoss, 'glyphs: training', context);
  const { defaults } = kktAttack;
  const { candidatesPerClass, maxIterations } = scale;
  const base = { ...defaults, prior: { ...defaults.prior, candidatesPerClass }, maxIterations, seed };
  const knowledge = knowledgeOf(training.network, { startNoise: absent, samples: absent });
  const attack = await attackWithProgress(training.network, knowledge, base, 'glyphs: attack', context);
  const { config } = attack;
  const score = scoreReconstruction({
    candidates: attack.candidates,
    training: split.training,
    heldOut: split.heldOut,
    firstLayerWeight: training.network.layers[0]!.weight,
    preprocessing: split.preprocessing,
    seed,
  });
  const kkt = await compareKkt(backend, training.network, attack.candidates, split.training, {
    alpha: typeof config.alpha === 'number' ? config.alpha : config.alpha.to,
  });
  signal.throwIfAborted();
  return { split, training, attack, score, kkt };
}

/** Train with progress.
 *
 * @throws {DOMException} AbortError if the run was interrupted
 */
export async function trainWithProgress(
  start: ReluNetwork,
  { training }: DatasetSplit,
  targetLoss: number,
  task: string,
  { backend, signal, begin }: DemoContext,
): Promise<TrainingResult> {
  const part = begin(task);
  try {
    const result = await trainNetwork(backend, start, training, {
      targetLoss,
      signal,
      onProgress: ({ iteration, loss, secondsLeft }) => part.show({ kind: 'training', iteration, loss }, secondsLeft),
    });
    signal.throwIfAborted();
    return result;
  } finally {
    part.done();
  }
}

/** Attack with progress.
 *
 * @throws {DOMException} AbortError if the run was interrupted
 */
export async function attackWithProgress(
  network: ReluNetwork,
  knowledge: Knowledge,
  config: KktAttackConfig,
  task: string,
  { backend, signal, begin }: DemoContext,
): Promise<AttackResult<KktAttackConfig>> {
  const part = begin(task);
  try {
    const result = await runAttack(kktAttack, network, knowledge, {
      backend,
      config,
      evaluateEvery: 25,
      signal,
      onProgress: ({ iteration, maxIterations, record, secondsLeft }) =>
        part.show({ kind: 'attack', iteration, maxIterations, record }, secondsLeft),
    });
    signal.throwIfAborted();
    return result;
  } finally {
    part.done();
  }
}
