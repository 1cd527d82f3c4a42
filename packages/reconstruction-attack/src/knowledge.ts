import { estimateSpan } from '@noprior/first-layer-spectrum';
import type { Box } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import { meanBox } from './mean-box.ts';

/** Where the attacker has it from. `truth` is what only the owner of the data has: such a run is an oracle bound, not
 * an attack. */
export type KnowledgeSource = 'model file' | 'public' | 'user' | 'truth';

/** One thing that the attacker may know. */
export type KnowledgeEntry<Value> =
  | { readonly status: 'known'; readonly value: Value; readonly by: KnowledgeSource }
  /** Computed from the released weights alone. */
  | { readonly status: 'estimated'; readonly value: Value }
  | { readonly status: 'absent' };

/** What the attacker knows beside the released weights: what separates an attack from an oracle. */
export interface Knowledge {
  /** Range of every input, after the preprocessing. */
  readonly box: KnowledgeEntry<Box>;
  /** [d] mean that was subtracted from the inputs. */
  readonly mean: KnowledgeEntry<HostTensor>;
  /** Standard deviation of the first layer's initial weights. */
  readonly startNoise: KnowledgeEntry<number>;
  /** Number of training samples. */
  readonly samples: KnowledgeEntry<number>;
  /** [n] labels of the training samples. */
  readonly labels: KnowledgeEntry<HostTensor>;
  /** The network before training. */
  readonly initialWeights: KnowledgeEntry<ReluNetwork>;
}

/** Name of an entry. */
export type KnowledgeName = keyof Knowledge;

/** Every name, in the order in which reports print them. */
export const knowledgeNames: readonly KnowledgeName[] = [
  'box',
  'mean',
  'startNoise',
  'samples',
  'labels',
  'initialWeights',
];

/** Something that is not known. */
export const absent: { readonly status: 'absent' } = { status: 'absent' };

/** What an attacker knows who knows nothing: for configurations that are resolved already, and as a base for others. */
export const nothingKnown: Knowledge = {
  box: absent,
  mean: absent,
  startNoise: absent,
  samples: absent,
  labels: absent,
  initialWeights: absent,
};

/** An entry that the attacker knows from a source.
 *
 * @example known(20, 'user')
 */
export function known<Value>(value: Value, by: KnowledgeSource): KnowledgeEntry<Value> {
  return { status: 'known', value, by };
}

/** Its value, however the attacker came by it. */
export function knownValue<Value>(entry: KnowledgeEntry<Value>): Value | undefined {
  return entry.status === 'absent' ? undefined : entry.value;
}

/** What an attacker knows who has the released file and nothing else: mean and pixel range as the file stores them;
 * the noise of the first layer's start and the number of samples as estimated from its singular values, where possible.
 *
 * @param given  entries that replace these
 * @throws {DomainError} for weights that are not finite
 * @example knowledgeOf(network, { samples: known(20, 'user') }).box.status // => 'known'
 */
export function knowledgeOf(network: ReluNetwork, given: Partial<Knowledge> = {}): Knowledge {
  const box = meanBox(network);
  const mean = network.preprocessing?.mean;
  const needsSpan = given.startNoise === undefined || given.samples === undefined;
  const span = needsSpan ? estimateSpan(network) : undefined;
  const isEstimated = span !== undefined && span.verdict !== 'none';
  return {
    box: box === undefined ? absent : known(box, 'model file'),
    mean: mean === undefined ? absent : known(mean, 'model file'),
    startNoise: isEstimated && span.noise > 0 ? { status: 'estimated', value: span.noise } : absent,
    samples: isEstimated ? { status: 'estimated', value: span.rank } : absent,
    labels: absent,
    initialWeights: absent,
    ...given,
  };
}
