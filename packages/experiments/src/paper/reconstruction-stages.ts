import type { GridPoint, Stage, Stages } from '../engine/experiment.ts';
import { type DataParameters, dataKind } from '../steps/data-kind.ts';
import { evaluationSeconds, privateTrainingSeconds, scoreSeconds, trainingSeconds } from '../steps/expected-seconds.ts';
import { noiseKind } from '../steps/noise-kind.ts';
import { oracleKind } from '../steps/oracle-kind.ts';
import { scoreKind } from '../steps/score-kind.ts';
import { spanKind } from '../steps/span-kind.ts';
import { type TrainParameters, trainKind } from '../steps/train-kind.ts';
import type { ImageSizes } from './image-sizes.ts';
import { boxVerticesStage, evidenceStage, kktStage } from './reconstruction-attack-stages.ts';
import {
  type AttackerPrior,
  alpha,
  type OtherAttack,
  type ReconstructionKinds,
  type ReconstructionStage,
} from './reconstruction-kinds.ts';

/** What an experiment changes of the stages of a reconstruction. */
export interface Variation<Point extends GridPoint> {
  readonly data?: (point: Point) => Partial<DataParameters>;
  readonly train?: (point: Point) => Partial<TrainParameters>;
  readonly attack?: (point: Point, sizes: ImageSizes) => Partial<AttackerPrior>;
  /** Images of each label that the attacker knows, for a subspace of public images; none if left out. */
  readonly publicPerClass?: (sizes: ImageSizes) => number;
  /** Attacks beside the KKT attack, with the same prior where they have a use for it; none if left out. */
  readonly others?: readonly OtherAttack[];
  /** Noise on the weights before release, relative. */
  readonly noise?: (point: Point) => number;
}

/** Points that an attack on the first layer may return, for the time that its scores take. */
const otherPoints = 200;

/** data, train, noise, oracle, span, attack, score, and the other attacks: from images to what an attacker gets of them, all the same but for what varies.
 *
 * The network's first layer starts at N(0, 1e-4^2), by which the attack succeeds where nothing defends against it; the attacker
 * knows the public mean and the pixel range.
 */
export function reconstructionStages<Point extends GridPoint>(
  vary: Variation<Point>,
): Stages<Point, ImageSizes, ReconstructionKinds> {
  const priorOf = (point: Point, sizes: ImageSizes): AttackerPrior => ({
    candidatesPerClass: sizes.candidatesPerClass,
    initialisation: { kind: 'gaussian', scale: 0.0034 },
    box: 'model file',
    lambdaMin: 0.1,
    ...vary.attack?.(point, sizes),
  });
  return {
    data: {
      kind: dataKind,
      parameters: (point, seed, { dataset, perClass }) => ({ dataset, perClass, seed, ...vary.data?.(point) }),
      seconds: () => 0.5,
    },
    ...(vary.publicPerClass === undefined ? {} : { public: publicStage<Point>(vary.publicPerClass) }),
    train: trainStage(vary),
    oracle: {
      kind: oracleKind,
      inputs: { data: 'data', network: 'train' },
      parameters: () => ({ alpha }),
      seconds: (_, __, sizes) => evaluationSeconds(trainedSize(sizes)),
    },
    noise: {
      kind: noiseKind,
      inputs: { data: 'data', network: 'train' },
      parameters: (point, seed) => ({ relative: vary.noise?.(point) ?? 0, seed }),
      seconds: () => 0.5,
    },
    span: {
      kind: spanKind,
      inputs: { network: 'noise' },
      parameters: () => ({}),
      // Measured: a first layer of 1000 by 785 takes 2 s, of 1000 by 3073 8 s.
      seconds: (_, __, { dimension, hidden }) => 0.1 + 2.5e-6 * dimension * hidden[0]!,
    },
    attack: kktStage(priorOf),
    score: scoreStage('attack', (point, sizes) => 2 * priorOf(point, sizes).candidatesPerClass),
    ...(vary.others?.includes('evidence')
      ? { evidence: evidenceStage(priorOf), 'evidence score': scoreStage<Point>('evidence', () => otherPoints) }
      : {}),
    ...(vary.others?.includes('box-vertices')
      ? {
          'box-vertices': boxVerticesStage(priorOf),
          'box-vertices score': scoreStage<Point>('box-vertices', () => otherPoints),
        }
      : {}),
  };
}

/** The stage `public`: the same samples, and others that are neither for training nor held out. It is a step of its own, so that training
 * does not depend on how many there are. */
function publicStage<Point extends GridPoint>(
  perClassOf: (sizes: ImageSizes) => number,
): ReconstructionStage<Point, 'public'> {
  return {
    kind: dataKind,
    parameters: (_, seed, sizes): DataParameters => {
      const { dataset, perClass } = sizes;
      return { dataset, perClass, seed, publicPerClass: perClassOf(sizes) };
    },
    seconds: () => 1,
  };
}

/** Training of the network; shifted data take longer. */
function trainStage<Point extends GridPoint>(vary: Variation<Point>): ReconstructionStage<Point, 'train'> {
  const trainOf = (point: Point, seed: number, { hidden, targetLoss }: ImageSizes): TrainParameters => ({
    hiddenSizes: hidden,
    initialisation: 'scaled-first',
    targetLoss,
    maxIterations: 50_000,
    seed,
    ...vary.train?.(point),
  });
  return {
    kind: trainKind,
    inputs: { data: 'data' },
    parameters: trainOf,
    seconds: (point, seed, sizes) => {
      const { shift = 0, recentre = false } = vary.data?.(point) ?? {};
      // Seven times as many iterations were counted at a shift of 5, and no more than without at 0.5.
      const slower = recentre ? 1 : Math.max(1, 1.4 * Math.abs(shift));
      const { targetLoss, privacy } = trainOf(point, seed, sizes);
      if (privacy !== undefined) {
        return privateTrainingSeconds(trainedSize(sizes), privacy.steps, privacy.budget !== undefined);
      }
      return slower * trainingSeconds(trainedSize(sizes), targetLoss);
    },
  };
}

/** Scores of an attack.
 *
 * @param pointsOf  how many points it returns, for the time that it takes
 */
function scoreStage<Point extends GridPoint>(
  attack: 'attack' | OtherAttack,
  pointsOf: (point: Point, sizes: ImageSizes) => number,
): Stage<Point, ImageSizes, typeof scoreKind, keyof ReconstructionKinds> {
  return {
    kind: scoreKind,
    inputs: { data: 'data', network: 'noise', attack },
    parameters: (_, seed) => ({ seed }),
    seconds: (point, _, sizes) => scoreSeconds(pointsOf(point, sizes), 2 * sizes.perClass, sizes.dimension),
  };
}

function trainedSize({ perClass, dimension, hidden }: ImageSizes) {
  return { points: 2 * perClass, dimension, hidden };
}
