import type { AttackStudyResult } from './attack-stages.ts';
import { type AttackedNetwork, networkName, usualNetwork } from './attacked-network.ts';
import type { AttackRunPoint, MethodName } from './methods.ts';

/** A network, and an attack on it. */
export type ComparisonPoint = AttackRunPoint & {
  readonly dataset: string;
  readonly images: number;
  readonly classes: number;
  readonly loss: AttackedNetwork['loss'];
  /** Standard deviation of the initial first layer. */
  readonly initialisation: number;
};

/** What a comparison gave at one point. */
export type ComparisonResult = AttackStudyResult<ComparisonPoint>;

/** Attacks that use neither noise nor number of samples. */
const toldNothing: readonly MethodName[] = ['kkt', 'box-vertices'];

/** The network of a point. */
export function networkOf(
  point: ComparisonPoint,
  { network }: { readonly network?: Partial<AttackedNetwork> } = {},
): AttackedNetwork {
  const { dataset, images, classes, loss, initialisation } = point;
  return { ...usualNetwork, ...network, dataset, images, classes, loss, initialisation };
}

/** What the attacks of the main rows know. */
export function usualKnowledge(method: MethodName): ComparisonPoint['knowledge'] {
  return toldNothing.includes(method) ? 'estimated' : 'truth';
}

/** Name of its network in tables. */
export function nameOf(point: ComparisonPoint): string {
  return networkName(networkOf(point));
}
