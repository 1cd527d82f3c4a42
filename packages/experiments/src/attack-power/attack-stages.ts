import type { GridPoint, PointResult, Stages } from '../engine/experiment.ts';
import { type AttackParameters, attackKind } from '../steps/attack-kind.ts';
import { dataKind } from '../steps/data-kind.ts';
import { scoreSeconds } from '../steps/expected-seconds.ts';
import { spanKind } from '../steps/span-kind.ts';
import { trainKind } from '../steps/train-kind.ts';
import {
  type AttackedNetwork,
  dataParameters,
  networkSeconds,
  startNoiseOf,
  trainParameters,
  workSizeOf,
} from './attacked-network.ts';
import { scoreAttackKind } from './steps/score-attack-kind.ts';

/** The stages from images to what an attacker gets of them. */
export type AttackKinds = {
  readonly data: typeof dataKind;
  readonly train: typeof trainKind;
  readonly span: typeof spanKind;
  readonly attack: typeof attackKind;
  readonly score: typeof scoreAttackKind;
};

/** What a study gave at some point. */
export type AttackStudyResult<Point extends GridPoint = GridPoint> = PointResult<Point, AttackKinds>;

/** What a study says of its stages. */
export interface AttackStudy<Point extends GridPoint, Sizes> {
  network(point: Point, sizes: Sizes): AttackedNetwork;
  attack(point: Point, sizes: Sizes): Omit<AttackParameters, 'seed'>;
  /** Expected, of the attack alone. */
  seconds(point: Point, sizes: Sizes): number;
}

/** The stages `data`, `train` and `span` of a study of attacks. */
export function networkStages<Point extends GridPoint, Sizes>({
  network,
}: Pick<AttackStudy<Point, Sizes>, 'network'>): Stages<Point, Sizes, Pick<AttackKinds, 'data' | 'train' | 'span'>> {
  return {
    data: {
      kind: dataKind,
      parameters: (point, seed, sizes) => dataParameters(network(point, sizes), seed),
      seconds: () => 0.5,
    },
    train: {
      kind: trainKind,
      inputs: { data: 'data' },
      parameters: (point, seed, sizes) => trainParameters(network(point, sizes), seed),
      seconds: (point, _, sizes) => networkSeconds(network(point, sizes)),
    },
    span: {
      kind: spanKind,
      inputs: { network: 'train' },
      parameters: () => ({}),
      seconds: (point, _, sizes) => {
        const { dimension, hidden } = workSizeOf(network(point, sizes));
        return 0.1 + 2.5e-6 * dimension * hidden[0]!;
      },
    },
  };
}

/** data, train, span, attack, score. */
export function attackStages<Point extends GridPoint, Sizes>(
  study: AttackStudy<Point, Sizes>,
): Stages<Point, Sizes, AttackKinds> {
  const { network, attack, seconds } = study;
  return {
    ...networkStages(study),
    attack: {
      kind: attackKind,
      inputs: { data: 'data', network: 'train', span: 'span' },
      parameters: (point, seed, sizes) => ({ ...attack(point, sizes), seed }),
      seconds: (point, _, sizes) => seconds(point, sizes),
    },
    score: {
      kind: scoreAttackKind,
      inputs: { data: 'data', network: 'train', attack: 'attack' },
      parameters: (point, seed, sizes) => ({ seed, startNoise: startNoiseOf(network(point, sizes)) }),
      seconds: (point, _, sizes) => {
        const { points, dimension } = workSizeOf(network(point, sizes));
        return scoreSeconds(4 * points, points, dimension);
      },
    },
  };
}
