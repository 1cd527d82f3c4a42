import {
  absent,
  type Knowledge,
  type KnowledgeSource,
  knowledgeNames,
  knowledgeOf,
  known,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';

const sources: readonly KnowledgeSource[] = ['model file', 'public', 'user', 'truth'];

/** What an attacker knew by the record of a run; arrays that a record leaves out come from the model file, where the run took them from.
 *
 * @param recorded  of whatever form: what cannot be read counts as absent
 * @returns `undefined` if the record has no such entry
 */
export function recordedKnowledge(
  recorded: Readonly<Record<string, unknown>>,
  network: ReluNetwork,
): Knowledge | undefined {
  if (!knowledgeNames.some((name) => name in recorded)) return undefined;
  const { box, mean } = knowledgeOf(network, { startNoise: absent, samples: absent });
  const asked = toFields(toFields(recorded.box).value);
  const { low, high } = asked;
  return {
    box: isAbsent(recorded.box)
      ? absent
      : typeof low === 'number' && typeof high === 'number'
        ? known({ low, high }, sourceOf(recorded.box))
        : box,
    mean: isAbsent(recorded.mean) ? absent : mean,
    startNoise: numberOf(recorded.startNoise),
    samples: numberOf(recorded.samples),
    labels: absent,
    initialWeights: absent,
  };
}

function numberOf(entry: unknown): Knowledge['samples'] {
  const { status, value } = toFields(entry);
  if (typeof value !== 'number') return absent;
  return status === 'estimated' ? { status, value } : known(value, sourceOf(entry));
}

function sourceOf(entry: unknown): KnowledgeSource {
  const { by } = toFields(entry);
  return sources.find((source) => source === by) ?? 'user';
}

function isAbsent(entry: unknown): boolean {
  return toFields(entry).status !== 'known' && toFields(entry).status !== 'estimated';
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
