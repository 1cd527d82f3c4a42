import { DomainError } from '@noprior/tensor';
import type { GridPoint, Stage } from '../engine/experiment.ts';
import type { AttackParameters } from '../steps/attack-kind.ts';
import type { BoxVerticesParameters } from '../steps/box-vertices-kind.ts';
import type { DataParameters } from '../steps/data-kind.ts';
import type { EvidenceParameters } from '../steps/evidence-kind.ts';
import type { TrainParameters } from '../steps/train-kind.ts';
import {
  attackSeconds,
  evaluationSeconds,
  privateTrainingSeconds,
  scoreSeconds,
  trainingSeconds,
} from './expected-seconds.ts';
import type { ImageSizes } from './image-sizes.ts';

/** Attacks on the first layer alone; each is a stage of its name, and `corners score` or `evidence score` its scores. */
export type OtherAttack = 'evidence' | 'corners';

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
export function reconstructionStages<Point extends GridPoint>(vary: Variation<Point>): Stage<Point, ImageSizes>[] {
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
  return [
    {
      name: 'data',
      kind: 'data',
      parameters: (point, seed, { dataset, perClass }): DataParameters => ({
        dataset,
        perClass,
        seed,
        ...vary.data?.(point),
      }),
      seconds: () => 0.5,
    },
    ...(vary.publicPerClass === undefined ? [] : [publicStage<Point>(vary.publicPerClass)]),
    {
      name: 'train',
      kind: 'train',
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
    {
      name: 'oracle',
      kind: 'oracle',
      inputs: { data: 'data', network: 'train' },
      parameters: () => ({ alpha }),
      seconds: (_, __, sizes) => evaluationSeconds(trained(sizes)),
    },
    {
      name: 'noise',
      kind: 'noise',
      inputs: { data: 'data', network: 'train' },
      parameters: (point, seed) => ({ relative: vary.noise?.(point) ?? 0, seed }),
      seconds: () => 0.5,
    },
    {
      name: 'attack',
      kind: 'attack',
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
    {
      name: 'score',
      kind: 'score',
      inputs: { data: 'data', network: 'noise', attack: 'attack' },
      parameters: (_, seed) => ({ seed }),
      seconds: (point, seed, sizes) =>
        scoreSeconds(2 * attackOf(point, seed, sizes).candidatesPerClass, 2 * sizes.perClass, sizes.dimension),
    },
    ...(vary.others ?? []).flatMap((other) => [
      otherAttack(other, attackOf),
      {
        name: `${other} score`,
        kind: 'score',
        inputs: { data: 'data', network: 'noise', attack: other },
        parameters: (_: Point, seed: number) => ({ seed }),
        seconds: (_: Point, __: number, { perClass, dimension }: ImageSizes) =>
          scoreSeconds(200, 2 * perClass, dimension),
      },
    ]),
  ];
}

/** The stage `public`: the same samples, and others that are neither for training nor held out. It is a step of its own, so that training
 * does not depend on how many there are. */
function publicStage<Point extends GridPoint>(perClassOf: (sizes: ImageSizes) => number): Stage<Point, ImageSizes> {
  return {
    name: 'public',
    kind: 'data',
    parameters: (_, seed, sizes): DataParameters => {
      const { dataset, perClass } = sizes;
      return { dataset, perClass, seed, publicPerClass: perClassOf(sizes) };
    },
    seconds: () => 1,
  };
}

/** The stage of an attack on the first layer, with the prior of the KKT attack. */
function otherAttack<Point extends GridPoint>(
  name: OtherAttack,
  attackOf: (point: Point, seed: number, sizes: ImageSizes) => AttackParameters,
): Stage<Point, ImageSizes> {
  const common = { name, kind: name, inputs: { network: 'noise' } };
  const belief = ({ assumedShift }: AttackParameters) => (assumedShift === undefined ? {} : { assumedShift });
  // Measured: the span of a first layer of 1000 by 785 takes 2 s, of 1000 by 3073 8 s.
  const spanSeconds = ({ dimension, hidden }: ImageSizes): number => 2.5e-6 * dimension * hidden[0]!;
  if (name === 'corners') {
    return {
      ...common,
      parameters: (point, seed, sizes): BoxVerticesParameters => {
        const { box } = attackOf(point, seed, sizes);
        if (box === 'none') throw new DomainError('experiment: the corner attack needs a box');
        return { box, alpha, seed, ...sizes.corners, ...belief(attackOf(point, seed, sizes)) };
      },
      seconds: (_, __, sizes) =>
        spanSeconds(sizes) + ((sizes.corners?.directions ?? 1000) / 1000) * (sizes.dimension / 784) * 8,
    };
  }
  return {
    ...common,
    parameters: (point, seed, sizes): EvidenceParameters => {
      const { box, boxWidth, initialisation } = attackOf(point, seed, sizes);
      return {
        box,
        ...(boxWidth === undefined ? {} : { boxWidth }),
        initialisation,
        candidatesPerClass: Math.ceil(sizes.candidatesPerClass / 2),
        alpha,
        maxIterations: Math.min(sizes.maxIterations, 1500),
        seed,
        ...belief(attackOf(point, seed, sizes)),
      };
    },
    seconds: (_, __, sizes) =>
      spanSeconds(sizes) +
      attackSeconds(
        { points: sizes.candidatesPerClass, dimension: sizes.dimension, hidden: sizes.hidden },
        Math.min(sizes.maxIterations, 1500),
      ),
  };
}
