import type { KnowledgeName } from '@noprior/reconstruction-attack';
import type { AttackValues } from './attack-kind.ts';

const words: Readonly<Partial<Record<KnowledgeName, string>>> = {
  startNoise: 'initial noise',
  samples: 'number of samples',
  labels: 'labels',
};

/** Names of what a study gave an attack from the truth, for the heads and rows of tables. */
export function knownFromTruth(knowledge: AttackValues['knowledge'] | undefined): string[] {
  return Object.entries(knowledge ?? {}).flatMap(([name, { by }]) =>
    by === 'truth' ? [words[name as KnowledgeName] ?? name] : [],
  );
}
