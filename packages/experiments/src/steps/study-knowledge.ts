import type { Box } from '@noprior/kkt-loss';
import { absent, type Knowledge, type KnowledgeEntry, known, meanBox } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor } from '@noprior/tensor';
import type { SpanValues } from './span-kind.ts';

/** A number that the attacker knows: estimated from the first layer, or given by the study from the truth, which makes the run an oracle bound. */
export type StudyNumber = 'absent' | 'estimated' | { readonly truth: number };

/** What a study lets the attacker know. What is left out is absent. */
export type StudyKnowledge = {
  /** `model file`: the pixel range less the public mean, as the model file stores them. */
  readonly box?: 'model file' | 'absent';
  /** The attacker takes the box to be this many times as wide, around its middle; default 1. */
  readonly boxWidth?: number;
  /** Standard deviation of the first layer's initial weights. `estimated or truth`: the study gives the truth where the first layer gives no
   * estimate; see {@link offSpanNoise}. The step then reads `data`. */
  readonly startNoise?: StudyNumber | 'estimated or truth';
  /** Number of training samples. */
  readonly samples?: StudyNumber;
};

/** What a study needs to let an attacker know something. */
export interface KnowledgeParts {
  /** That the box is moved by. */
  readonly shift: number;
  /** Of the network, where something is to be estimated. */
  readonly span?: SpanValues | undefined;
  /** The noise of the first layer, where no estimate may be the truth. */
  readonly trueNoise?: number | undefined;
}

/** Whether a study has to give the noise of the first layer from the truth. */
export function needsTrueNoise({ startNoise }: StudyKnowledge, span: SpanValues | undefined): boolean {
  return startNoise === 'estimated or truth' && (span === undefined || !isEstimate(span, span.noise));
}

/** What an attacker knows who assumes a shift.
 *
 * @throws {DomainError} for a box of a network that stores no mean, or an estimate without a span
 */
export function toKnowledge(
  { box = 'absent', boxWidth = 1, startNoise = 'absent', samples = 'absent' }: StudyKnowledge,
  network: ReluNetwork,
  { shift, span, trueNoise }: KnowledgeParts,
): Knowledge {
  const noise =
    startNoise !== 'estimated or truth' ? startNoise : trueNoise === undefined ? 'estimated' : { truth: trueNoise };
  const mean = network.preprocessing?.mean;
  return {
    box: box === 'absent' ? absent : known(movedBox(network, boxWidth, shift), boxWidth === 1 ? 'model file' : 'user'),
    mean: mean === undefined ? absent : known(mean, 'model file'),
    startNoise: toEntry('startNoise', noise, span, ({ noise }) => noise),
    samples: toEntry('samples', samples, span, ({ rank }) => rank),
    labels: absent,
    initialWeights: absent,
  };
}

function toEntry(
  name: string,
  asked: StudyNumber,
  span: SpanValues | undefined,
  read: (span: SpanValues) => number,
): KnowledgeEntry<number> {
  if (asked === 'absent') return absent;
  if (asked !== 'estimated') return known(asked.truth, 'truth');
  if (span === undefined) {
    throw new DomainError(`attack: ${name} is to be estimated; give the stage an input span`);
  }
  const value = read(span);
  return isEstimate(span, value) ? { status: 'estimated', value } : absent;
}

function isEstimate({ verdict }: SpanValues, value: number): boolean {
  return verdict !== 'none' && value > 0;
}

/** The box of the model file, widened and moved.
 *
 * @throws {DomainError} if the network stores no mean
 */
function movedBox(network: ReluNetwork, width: number, shift: number): Box {
  const box = meanBox(network);
  if (box === undefined) {
    throw new DomainError('attack: the network stores no mean of its images, so there is no box; leave box absent');
  }
  const bound = (own: number | HostTensor, other: number | HostTensor): number | HostTensor => {
    if (typeof own === 'number' && typeof other === 'number') return widen(own, other, width) + shift;
    if (typeof own === 'number' || typeof other === 'number') throw new DomainError('attack: a box of mixed bounds');
    return {
      ...own,
      data: own.data.map((value: number, at: number) => widen(value, other.data[at]!, width) + shift),
    };
  };
  return { low: bound(box.low, box.high), high: bound(box.high, box.low) };
}

/** A bound of an interval that becomes `width` times as wide around its middle. */
function widen(own: number, other: number, width: number): number {
  const middle = (own + other) / 2;
  return middle + width * (own - middle);
}
