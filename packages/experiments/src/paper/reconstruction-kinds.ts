import type { Initialisation } from '@noprior/reconstruction-attack';
import type { GridPoint, Stages } from '../engine/experiment.ts';
import type { AttackParameters, attackKind } from '../steps/attack-kind.ts';
import type { dataKind } from '../steps/data-kind.ts';
import type { noiseKind } from '../steps/noise-kind.ts';
import type { oracleKind } from '../steps/oracle-kind.ts';
import type { scoreKind } from '../steps/score-kind.ts';
import type { spanKind } from '../steps/span-kind.ts';
import type { trainKind } from '../steps/train-kind.ts';
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
export type ReconstructionStage<Point extends GridPoint, Name extends keyof ReconstructionKinds> = NonNullable<
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

/** The prior at a point of the grid. */
export type PriorOf<Point extends GridPoint> = (point: Point, sizes: ImageSizes) => AttackerPrior;

/** Sharpness of the surrogate derivative, in attack and oracle. */
export const alpha = 100;
