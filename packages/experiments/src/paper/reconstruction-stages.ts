import { DomainError } from '@noprior/tensor';
import type { GridPoint, Stage, Stages } from '../engine/experiment.ts';
import { type AttackParameters, attackKind } from '../steps/attack-kind.ts';
import { type BoxVerticesParameters, boxVerticesKind } from '../steps/box-vertices-kind.ts';
import { type DataParameters, dataKind } from '../steps/data-kind.ts';
import { type EvidenceParameters, evidenceKind } from '../steps/evidence-kind.ts';
import {
  attackSeconds,
  evaluationSeconds,
  privateTrainingSeconds,
  scoreSeconds,
  trainingSeconds,
} from '../steps/expected-seconds.ts';
import { noiseKind } from '../steps/noise-kind.ts';
import { oracleKind } from '../steps/oracle-kind.ts';
import { scoreKind } from '../steps/score-kind.ts';
import { type TrainParameters, trainKind } from '../steps/train-kind.ts';
import type { ImageSizes } from './image-sizes.ts';

/** Attacks on the first layer alone; each is a stage of its name, and `evidence score` or `box-vertices score` its scores. */
export type OtherAttack = 'evidence' | 'box-vertices';

/** Stages of a reconstruction; what only some studies have is optional. */
export type ReconstructionKinds = {
  readonly data: typeof dataKind;
  readonly public?: typeof dataKind;
  readonly train: typeof trainKind;
  readonly oracle: typeof oracleKind;
  readonly noise: typeof noiseKind;
  readonly attack: typeof attackKind;
  readonly score: typeof scoreKind;
  readonly evidence?: typeof evidenceKind;
  readonly 'evidence score'?: typeof scoreKind;
  readonly 'box-vertices'?: typeof boxVerticesKind;
  readonly 'box-vertices score'?: typeof scoreKind;
};

/** A stage of a reconstruction. */
type ReconstructionStage<Point extends GridPoint, Name extends keyof ReconstructionKinds> = NonNullable<
  Stages<Point, ImageSizes, ReconstructionKinds>[Name]
>;

/** What an experiment changes of the stages of a reconstruction. */
export interface Variation<Point extends GridPoint> {
  readonly data?: (point: Point) => Partial<DataParameters>;
  readonly train?: (point: Point) => Partial<TrainParameters>;
  readonly attack?: (point: Point, sizes: ImageSizes) => Partial<AttackParameters>;
  /** Images of each label that the attacker knows, for a subspace of public images; none if left out. */
  readonly publicPerClass?: (sizes: ImageSizes) => number;
  /** Attacks beside the KKT attack, with the same prior where they have a use for it; none if left out. */
  readonly others?: readonly OtherAttack[];
  /** Noise on the weights before release, relative. */
  readonly noise?: (point: Point) => number;
}

/** Sharpness of the surrogate derivative, in attack and oracle. */
const alpha = 100;

/** data, train, noise, oracle, attack, score, and the other attacks: from images to what an attacker gets of them, all the same but for what varies.
 *
 * The network's first layer starts at N(0, 1e-4^2), by which the attack succeeds where nothing defends against it; the attacker
 * knows the public mean and the pixel range.
 */
export function reconstructionStages<Point extends GridPoint>(
  vary: Variation<Point>,
): Stages<Point, ImageSizes, ReconstructionKinds> {
  const trained = ({ perClass, dimension, hidden }: ImageSizes) => ({ points: 2 * perClass, dimension, hidden });
  const attackOf = (point: Point, seed: number, sizes: ImageSizes): AttackParameters => ({
    candidatesPerClass: sizes.candidatesPerClass,
    initialisation: { kind: 'gaussian', scale: 0.0034 },
    box: 'mean',
    lambdaMin: 0.1,
    alpha,
    stepSize: 0.02,
    lambdaStepSize: 3e-3,
    maxIterations: sizes.maxIterations,
    seed,
    ...vary.attack?.(point, sizes),
  });
  const trainOf = (point: Point, seed: number, { hidden, targetLoss }: ImageSizes): TrainParameters => ({
    hiddenSizes: hidden,
    initialisation: 'scaled-first',
    targetLoss,
    maxIterations: 50_000,
    seed,
    ...vary.train?.(point),
  });
  return {
    data: {
      kind: dataKind,
      parameters: (point, seed, { dataset, perClass }) => ({ dataset, perClass, seed, ...vary.data?.(point) }),
      seconds: () => 0.5,
    },
    ...(vary.publicPerClass === undefined ? {} : { public: publicStage<Point>(vary.publicPerClass) }),
    train: {
      kind: trainKind,
      inputs: { data: 'data' },
      parameters: trainOf,
      seconds: (point, seed, sizes) => {
        const { shift = 0, recentre = false } = vary.data?.(point) ?? {};
        // Seven times as many iterations were counted at a shift of 5, and no more than without at 0.5.
        const slower = recentre ? 1 : Math.max(1, 1.4 * Math.abs(shift));
        const { targetLoss, privacy } = trainOf(point, seed, sizes);
        if (privacy !== undefined) {
          return privateTrainingSeconds(trained(sizes), privacy.steps, privacy.budget !== undefined);
        }
        return slower * trainingSeconds(trained(sizes), targetLoss);
      },
    },
    oracle: {
      kind: oracleKind,
      inputs: { data: 'data', network: 'train' },
      parameters: () => ({ alpha }),
      seconds: (_, __, sizes) => evaluationSeconds(trained(sizes)),
    },
    noise: {
      kind: noiseKind,
      inputs: { data: 'data', network: 'train' },
      parameters: (point, seed) => ({ relative: vary.noise?.(point) ?? 0, seed }),
      seconds: () => 0.5,
    },
    attack: {
      kind: attackKind,
      inputs: { network: 'noise', oracle: 'oracle' },
      inputsAt: (point, seed, sizes) => {
        const { subspace } = attackOf(point, seed, sizes);
        return subspace === undefined ? {} : { data: subspace.of === 'public' ? 'public' : 'data' };
      },
      parameters: attackOf,
      seconds: (point, seed, sizes) => {
        const { candidatesPerClass, maxIterations } = attackOf(point, seed, sizes);
        return attackSeconds({ ...trained(sizes), points: 2 * candidatesPerClass }, maxIterations);
      },
    },
    score: {
      kind: scoreKind,
      inputs: { data: 'data', network: 'noise', attack: 'attack' },
      parameters: (_, seed) => ({ seed }),
      seconds: (point, seed, sizes) =>
        scoreSeconds(2 * attackOf(point, seed, sizes).candidatesPerClass, 2 * sizes.perClass, sizes.dimension),
    },
    ...(vary.others?.includes('evidence')
      ? { evidence: evidenceStage(attackOf), 'evidence score': otherScore<Point>('evidence') }
      : {}),
    ...(vary.others?.includes('box-vertices')
      ? { 'box-vertices': boxVerticesStage(attackOf), 'box-vertices score': otherScore<Point>('box-vertices') }
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

type AttackOf<Point extends GridPoint> = (point: Point, seed: number, sizes: ImageSizes) => AttackParameters;

function beliefOf({ assumedShift }: AttackParameters): Pick<AttackParameters, 'assumedShift'> {
  return assumedShift === undefined ? {} : { assumedShift };
}

/** Measured: the span of a first layer of 1000 by 785 takes 2 s, of 1000 by 3073 8 s. */
function spanSeconds({ dimension, hidden }: ImageSizes): number {
  return 2.5e-6 * dimension * hidden[0]!;
}

/** The evidence attack, with the prior of the KKT attack. */
function evidenceStage<Point extends GridPoint>(attackOf: AttackOf<Point>): ReconstructionStage<Point, 'evidence'> {
  const iterations = ({ maxIterations }: ImageSizes): number => Math.min(maxIterations, 1500);
  return {
    kind: evidenceKind,
    inputs: { network: 'noise' },
    parameters: (point, seed, sizes): EvidenceParameters => {
      const { box, boxWidth, initialisation } = attackOf(point, seed, sizes);
      return {
        box,
        ...(boxWidth === undefined ? {} : { boxWidth }),
        initialisation,
        candidatesPerClass: Math.ceil(sizes.candidatesPerClass / 2),
        alpha,
        maxIterations: iterations(sizes),
        seed,
        ...beliefOf(attackOf(point, seed, sizes)),
      };
    },
    seconds: (_, __, sizes) =>
      spanSeconds(sizes) +
      attackSeconds(
        { points: sizes.candidatesPerClass, dimension: sizes.dimension, hidden: sizes.hidden },
        iterations(sizes),
      ),
  };
}

/** The box vertex attack, with the box of the KKT attack. */
function boxVerticesStage<Point extends GridPoint>(
  attackOf: AttackOf<Point>,
): ReconstructionStage<Point, 'box-vertices'> {
  return {
    kind: boxVerticesKind,
    inputs: { network: 'noise' },
    parameters: (point, seed, sizes): BoxVerticesParameters => {
      const { box } = attackOf(point, seed, sizes);
      if (box === 'none') throw new DomainError('experiment: the box vertex attack needs a box');
      return { box, alpha, seed, ...sizes.boxVertices, ...beliefOf(attackOf(point, seed, sizes)) };
    },
    seconds: (_, __, sizes) =>
      spanSeconds(sizes) + ((sizes.boxVertices?.directions ?? 1000) / 1000) * (sizes.dimension / 784) * 8,
  };
}

function otherScore<Point extends GridPoint>(
  attack: OtherAttack,
): Stage<Point, ImageSizes, typeof scoreKind, keyof ReconstructionKinds> {
  return {
    kind: scoreKind,
    inputs: { data: 'data', network: 'noise', attack },
    parameters: (_, seed) => ({ seed }),
    seconds: (_, __, { perClass, dimension }) => scoreSeconds(200, 2 * perClass, dimension),
  };
}
