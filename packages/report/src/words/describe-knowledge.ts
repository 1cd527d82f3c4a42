// Types alone: what writes documents loads no attack.
import type { Knowledge, KnowledgeEntry, KnowledgeName, KnowledgeSource } from '@noprior/reconstruction-attack';
import type { ListsBlock } from '../document/document.ts';
import { formatValue } from '../format-value.ts';
import { knowledgeValue } from './knowledge-value.ts';

/** What an attacker knows, in words. */
export interface KnowledgeWords {
  /** One sentence for each entry that is known or estimated. */
  readonly has: readonly string[];
  /** One sentence for each entry that is absent. */
  readonly lacks: readonly string[];
  /** If somebody gave the attack the truth: that it is no attack. For the head of its tables. */
  readonly truth?: string;
}

/** Names of the entries in documents, in the order in which they stand there. */
const entryNames: Readonly<Record<KnowledgeName, string>> = {
  box: 'range of the inputs',
  mean: 'mean that was subtracted from the inputs',
  startNoise: "standard deviation of the first layer's initial weights",
  samples: 'number of training samples',
  labels: 'labels of the training samples',
  initialWeights: 'initial weights',
};

/** Every entry. `entryNames` has no other keys. */
const allEntries = Object.keys(entryNames) as KnowledgeName[];

const sources: Readonly<Record<KnowledgeSource, string>> = {
  'model file': 'from the model file',
  public: 'public',
  user: 'given by the user',
  truth: 'the truth, given by the owner of the data',
};

/** Sentences on what an attacker knows beside the weights.
 *
 * @param names  entries to speak of, those that an attack reads; all unless given
 * @example describeKnowledge(knowledgeOf(network, { samples: known(20, 'user') })).has
 *   // => ['Number of training samples: 20, given by the user.']
 */
export function describeKnowledge(knowledge: Knowledge, names: readonly KnowledgeName[] = allEntries): KnowledgeWords {
  const has: string[] = [];
  const lacks: string[] = [];
  const truth: string[] = [];
  for (const name of names) {
    const entry = knowledge[name];
    const title = capitalised(entryNames[name]);
    if (entry.status === 'absent') lacks.push(`${title}.`);
    else has.push(`${title}: ${formatValue(knowledgeValue(name, knowledge))}, ${sourceOf(entry)}.`);
    if (entry.status === 'known' && entry.by === 'truth') truth.push(entryNames[name]);
  }
  if (truth.length === 0) return { has, lacks };
  return { has, lacks, truth: `Given the truth: ${truth.join(', ')}. This is an oracle bound and no attack.` };
}

/** Both sides of a threat model: what every attack of this kind has, what this one knows besides, and what it lacks. */
export function threatModel(words: KnowledgeWords): ListsBlock {
  return {
    kind: 'lists',
    lists: [
      {
        title: 'The attacker has',
        items: ['The weights, the architecture, and what the model file stores.', ...words.has],
        sign: '+',
      },
      {
        title: 'The attacker does not have',
        items: [
          'The training data, or any sample like them.',
          'Gradients or losses of the training, or the order of the data.',
          ...words.lacks,
        ],
        sign: '−',
      },
    ],
  };
}

function sourceOf(entry: Exclude<KnowledgeEntry<unknown>, { readonly status: 'absent' }>): string {
  return entry.status === 'estimated' ? 'estimated from the weights' : sources[entry.by];
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
