import type { Initialisation } from '@noprior/reconstruction-attack';
import { definedOnly } from '@noprior/tensor';
import type { GridPoint, Stage, Stages } from '../engine/experiment.ts';
import { type AttackParameters, attackKind } from '../steps/attack-kind.ts';
import { type DataParameters, dataKind } from '../steps/data-kind.ts';
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
import { spanKind } from '../steps/span-kind.ts';
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
  readonly span: typeof spanKind;
  readonly attack: typeof attackKind;
  readonly score: typeof scoreKind;
  readonly evidence?: typeof attackKind;
  readonly 'evidence score'?: typeof scoreKind;
  readonly 'box-vertices'?: typeof attackKind;
  readonly 'box-vertices score'?: typeof scoreKind;
};

/** A stage of a reconstruction. */
type ReconstructionStage<Point extends GridPoint, Name extends keyof ReconstructionKinds> = NonNullable<
  Stages<Point, ImageSizes, ReconstructionKinds>[Name]
>;

/** What an attacker brings along; every attack takes what it has a use for. */
export type AttackerPrior = Pick<AttackParameters, 'assumedShift' | 'subspace' | 'targetGap'> & {
  readonly candidatesPerClass: number;
  /** Where candidates start. */
  readonly initialisation: Initialisation;
  readonly box: 'model file' | 'absent';
  /** The box is taken to be this many times as wide. */
  readonly boxWidth?: number;
  /** Floor of the multipliers. */
  readonly lambdaMin: number;
  /** What the evidence attack knows of the noise of the first layer; default `estimated`: where it cannot be, the attack finds nothing. */
  readonly startNoise?: 'estimated' | 'estimated or truth';
};

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

/** Sharpness of the surrogate derivative, in attack and oracle. */
const alpha = 100;

/** data, train, noise, oracle, span, attack, score, and the other attacks: from images to what an attacker gets of them, all the same but for what varies.
 *
 * The network's first layer starts at N(0, 1e-4^2), by which the attack succeeds where nothing defends against it; the attacker
 * knows the public mean and the pixel range.
 */
export function reconstructionStages<Point extends GridPoint>(
  vary: Variation<Point>,
): Stages<Point, ImageSizes, ReconstructionKinds> {
  const trained = ({ perClass, dimension, hidden }: ImageSizes) => ({ points: 2 * perClass, dimension, hidden });
  const priorOf = (point: Point, sizes: ImageSizes): AttackerPrior => ({
    candidatesPerClass: sizes.candidatesPerClass,
    initialisation: { kind: 'gaussian', scale: 0.0034 },
    box: 'model file',
    lambdaMin: 0.1,
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
    span: {
      kind: spanKind,
      inputs: { network: 'noise' },
      parameters: () => ({}),
      // Measured: a first layer of 1000 by 785 takes 2 s, of 1000 by 3073 8 s.
      seconds: (_, __, { dimension, hidden }) => 0.1 + 2.5e-6 * dimension * hidden[0]!,
    },
    attack: kktStage(priorOf),
    score: {
      kind: scoreKind,
      inputs: { data: 'data', network: 'noise', attack: 'attack' },
      parameters: (_, seed) => ({ seed }),
      seconds: (point, _, sizes) =>
        scoreSeconds(2 * priorOf(point, sizes).candidatesPerClass, 2 * sizes.perClass, sizes.dimension),
    },
    ...(vary.others?.includes('evidence')
      ? { evidence: evidenceStage(priorOf), 'evidence score': otherScore<Point>('evidence') }
      : {}),
    ...(vary.others?.includes('box-vertices')
      ? { 'box-vertices': boxVerticesStage(priorOf), 'box-vertices score': otherScore<Point>('box-vertices') }
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

type PriorOf<Point extends GridPoint> = (point: Point, sizes: ImageSizes) => AttackerPrior;

/** Knowledge and settings that all attacks on points have. */
function common(prior: AttackerPrior) {
  const { box, boxWidth, initialisation: law, candidatesPerClass, assumedShift } = prior;
  return {
    knowledge: { box, ...definedOnly({ boxWidth }) },
    settings: {
      candidatesPerClass,
      ...(law.kind === 'sphere' ? { radius: law.radius } : { initScale: law.scale }),
      bounds: box === 'absent' ? 'none' : 'known',
      alpha,
    },
    ...definedOnly({ assumedShift }),
  };
}

/** The KKT attack: Adam with a decay over the last half. */
function kktStage<Point extends GridPoint>(priorOf: PriorOf<Point>): ReconstructionStage<Point, 'attack'> {
  return {
    kind: attackKind,
    inputs: { network: 'noise', oracle: 'oracle' },
    inputsAt: (point, _, sizes) => {
      const { subspace, assumedShift } = priorOf(point, sizes);
      return {
        ...(subspace === undefined ? {} : { data: subspace.of === 'public' ? 'public' : 'data' }),
        ...(assumedShift === 'estimated' ? { span: 'span' } : {}),
      };
    },
    parameters: (point, seed, sizes) => {
      const prior = priorOf(point, sizes);
      const { lambdaMin, subspace, targetGap } = prior;
      const { settings, ...rest } = common(prior);
      const { maxIterations } = sizes;
      return {
        method: 'kkt',
        preset: 'adam-box',
        settings: { ...settings, lambdaMin, stepSize: 0.02, lambdaStepSize: 3e-3, maxIterations },
        seed,
        start: 'moved',
        ...rest,
        ...definedOnly({ subspace, targetGap }),
      };
    },
    seconds: (point, _, sizes) => {
      const { dimension, hidden, maxIterations } = sizes;
      const points = 2 * priorOf(point, sizes).candidatesPerClass;
      return attackSeconds({ points, dimension, hidden }, maxIterations);
    },
  };
}

/** The evidence attack, with the prior of the KKT attack; it estimates the noise of the first layer. */
function evidenceStage<Point extends GridPoint>(priorOf: PriorOf<Point>): ReconstructionStage<Point, 'evidence'> {
  const iterations = ({ maxIterations }: ImageSizes): number => Math.min(maxIterations, 1500);
  return {
    kind: attackKind,
    inputs: { network: 'noise', span: 'span' },
    inputsAt: (point, _, sizes) => (priorOf(point, sizes).startNoise === 'estimated or truth' ? { data: 'data' } : {}),
    parameters: (point, seed, sizes) => {
      const prior = priorOf(point, sizes);
      const { knowledge, settings, assumedShift } = common(prior);
      const { startNoise = 'estimated' } = prior;
      return {
        method: 'evidence',
        settings: {
          ...settings,
          candidatesPerClass: Math.ceil(sizes.candidatesPerClass / 2),
          maxIterations: iterations(sizes),
        },
        seed,
        start: 'moved',
        knowledge: { ...knowledge, startNoise },
        // Its points need no span, but it needs the noise, which is estimated beside a span.
        ...(startNoise === 'estimated' ? { needsSpan: true } : {}),
        // Points that share a large constant have inner products that float32 cannot tell apart.
        ...(assumedShift === undefined ? {} : { assumedShift, dtype: 'float64' as const }),
      };
    },
    seconds: (_, __, sizes) =>
      attackSeconds(
        { points: sizes.candidatesPerClass, dimension: sizes.dimension, hidden: sizes.hidden },
        iterations(sizes),
      ),
  };
}

/** The attack on box vertices. An attacker who assumes a shift looks for images moved by any multiple of the constant image. */
function boxVerticesStage<Point extends GridPoint>(
  priorOf: PriorOf<Point>,
): ReconstructionStage<Point, 'box-vertices'> {
  return {
    kind: attackKind,
    inputs: { network: 'noise', span: 'span' },
    parameters: (point, seed, sizes) => {
      const { box, assumedShift } = priorOf(point, sizes);
      return {
        method: 'box-vertices',
        settings: { alpha, ...sizes.boxVertices, ...(assumedShift === undefined ? {} : { freeShift: true }) },
        seed,
        start: 'drawn',
        knowledge: { box },
        needsSpan: true,
        ...definedOnly({ assumedShift }),
      };
    },
    seconds: (_, __, { boxVertices, dimension }) => ((boxVertices?.directions ?? 1000) / 1000) * (dimension / 784) * 8,
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
