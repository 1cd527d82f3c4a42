import { type DatasetSplit, loadDataset } from '@noprior/datasets';
import { compareKkt, type KktComparison } from '@noprior/kkt-loss';
import { chanceDistanceOfBest, meanDistanceOfBest } from '@noprior/metrics';
import { type AttackResult, type KktAttackConfig, kktAttack, nothingKnown } from '@noprior/reconstruction-attack';
import { makeNetwork, type TrainingResult } from '@noprior/relu-models';
import type { DemoContext } from './demo-context.ts';
import type { DemoScale } from './demo-scale.ts';
import { attackWithProgress, trainWithProgress } from './image-demo.ts';

/** How many of the closest candidates a distance is averaged over. */
const closest = 5;

/** One attack of the second part. */
export interface RadiusResult {
  /** Norm of the starting points. */
  readonly radius: number;
  readonly attack: AttackResult<KktAttackConfig>;
  readonly kkt: KktComparison;
  /** Mean distance of the 5 best candidates to their nearest training points. */
  readonly meanDistanceOfBest: number;
  /** The same for random points on the starting sphere, no attack. */
  readonly chance: number;
  /** The same candidates against held-out points. */
  readonly heldOutDistance: number;
}

/** The second part of the demo: the same loss, solved by points at any distance. */
export interface SphereDemo {
  readonly split: DatasetSplit;
  readonly training: TrainingResult;
  readonly runs: readonly RadiusResult[];
}

/** Points on the unit sphere, two layers, an attacker without a prior who starts at several radii. */
export async function runSphereDemo(scale: DemoScale['sphere'], context: DemoContext): Promise<SphereDemo> {
  const { backend, seed } = context;
  const { perClass, dimension, hidden, candidatesPerClass } = scale;
  const split = await loadDataset({ dataset: 'sphere', perClass, dimension, seed });
  const start = makeNetwork({ inputSize: dimension, hiddenSizes: hidden, initialisation: 'pytorch', seed });
  const training = await trainWithProgress(start, split, scale.targetLoss, 'sphere: training', context);
  const runs: RadiusResult[] = [];
  for (const radius of scale.radii) {
    const config: KktAttackConfig = {
      ...kktAttack.defaults,
      prior: { initialisation: { kind: 'sphere', radius }, lambdaMin: 0, candidatesPerClass },
      // Pre-activations of unit vectors are a few hundredths here: a blunter derivative than this is another loss than the
      // hard one, and a longer step forgets the start.
      alpha: 1000,
      stepSize: 0.005,
      maxIterations: scale.maxIterations,
      seed,
    };
    const attack = await attackWithProgress(
      training.network,
      nothingKnown,
      config,
      `sphere: attack from radius ${radius}`,
      context,
    );
    const kkt = await compareKkt(backend, training.network, attack.candidates, split.training, {
      alpha: undefined,
    });
    const { x } = attack.candidates;
    runs.push({
      radius,
      attack,
      kkt,
      meanDistanceOfBest: meanDistanceOfBest(x, split.training.x, closest).mean,
      heldOutDistance: meanDistanceOfBest(x, split.heldOut.x, closest).mean,
      chance: chanceDistanceOfBest(split.training.x, {
        law: { kind: 'sphere', radius },
        count: x.shape[0]!,
        k: closest,
        repeats: 10,
        seed,
      }).mean,
    });
  }
  return { split, training, runs };
}
