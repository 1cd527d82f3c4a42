import type { Machine } from '../benchmark/results.ts';
import type { AttackPowerCase } from './attack-power-case.ts';
import type { SnapshotScore } from './snapshot-scores.ts';
import type { VisibleBand } from './visible-bands.ts';

/** What one attack found, scored beside its controls. Cosines are medians of the best matches unless they say otherwise. */
export interface FoundFigures {
  /** Of the attack alone. */
  readonly seconds: number;
  readonly iterations: number;
  readonly ended: 'maxIterations' | 'targetLoss' | 'maxSeconds' | 'aborted';
  readonly images: number;
  readonly candidates: number;
  /** Training images whose best cosine is above that of every held-out image. */
  readonly aboveHeldOutMax: number;
  readonly above09: number;
  readonly medianCosine: number;
  readonly heldOutMedian: number;
  readonly heldOutMax: number;
  readonly rowsMedian: number;
  readonly randomMedian: number;
  readonly auc: number;
  /** `firstLayerEvidence` of what was found. */
  readonly evidence: number;
  /** Points that the attack itself takes for samples, where it says so. */
  readonly accepted?: number;
  /** Those of them within cosine 0.9 of a training image. */
  readonly acceptedTrue?: number;
  /** What the first layer shows of the images, and how much of that was found; earlier results do not say it. */
  readonly visible?: VisibleFigures;
}

/** The images of one network by how much the first layer shows of them. */
export interface VisibleFigures {
  readonly rank: number;
  readonly bands: readonly VisibleBand[];
}

/** Quality of one run over time. */
export interface CurveFigures {
  readonly points: readonly SnapshotScore[];
  readonly images: number;
  readonly candidates: number;
  readonly iterations: number;
  readonly seconds: number;
  readonly ended: FoundFigures['ended'];
}

/** How exposed one network is. */
export interface ExposureFigures {
  readonly training: { readonly loss: number; readonly iterations: number; readonly seconds: number };
  readonly kktTruth: FoundFigures;
  readonly evidenceTruth: FoundFigures;
  readonly kkt: FoundFigures;
  readonly evidence: FoundFigures;
}

/** Precision of a choice made without the truth. */
export interface ChoiceFigures {
  /** Ranked candidates, duplicates merged. */
  readonly ranked: number;
  readonly images: number;
  /** Shares of the ranking that were looked at. */
  readonly shares: readonly number[];
  /** Share of true ones (cosine above 0.9 with a training image) among the best ranked. */
  readonly precision: readonly number[];
  /** Share of the training images among them. */
  readonly recall: readonly number[];
  readonly averagePrecision: number;
  readonly seconds: number;
  readonly ended: FoundFigures['ended'];
}

/** What each kind of job measures. */
export interface AttackPowerFigures {
  readonly attack: FoundFigures;
  readonly ablation: FoundFigures;
  readonly curve: CurveFigures;
  readonly exposure: ExposureFigures;
  readonly choice: ChoiceFigures;
}

/** A kind of job. */
export type AttackPowerKind = keyof AttackPowerFigures;

/** A file of pictures that a job drew. */
export interface PictureFile {
  readonly name: string;
  readonly title: string;
}

/** One job, in a process of its own. */
export interface AttackPowerEntry<Kind extends AttackPowerKind = AttackPowerKind> {
  readonly job: string;
  readonly case: Extract<AttackPowerCase, { kind: Kind }>;
  /** ISO 8601, at the start. */
  readonly date: string;
  /** Jobs of one result may be of several machines. */
  readonly machine: Machine;
  readonly backend: string;
  /** Of the whole job, training included. */
  readonly seconds: number;
  readonly peakRssMb: number;
  /** Mean number of runnable processes over the last minute, at the start and at the end: above 1 at the start, others were
   * computing on the machine, and the times are upper bounds. */
  readonly load: readonly [start: number, end: number];
  /** Set if an attack ended by this cap on its seconds, which the case does not ask for. */
  readonly cutAt?: number;
  readonly pictures: readonly PictureFile[];
  readonly figures: AttackPowerFigures[Kind];
}

/** The suite as it is written. */
export interface AttackPowerResult {
  readonly suite: 'attack-power';
  readonly scale: 'full' | 'smoke';
  readonly versions: Readonly<Record<string, string>>;
  readonly jobs: readonly AttackPowerEntry[];
}

/** Jobs of one kind. */
export function jobsOfKind<Kind extends AttackPowerKind>(
  jobs: readonly AttackPowerEntry[],
  kind: Kind,
): AttackPowerEntry<Kind>[] {
  return jobs.filter((entry): entry is AttackPowerEntry & AttackPowerEntry<Kind> => entry.case.kind === kind);
}
