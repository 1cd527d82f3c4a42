import type { AttackFact } from '@noprior/reconstruction-attack';
import type { Fact } from '../document/value.ts';

/** What the configuration of an attack assumes, as facts of a document. */
export function attackFacts(facts: readonly AttackFact[]): Fact[] {
  return facts.map(({ name, value, unit }) => ({
    name,
    value: typeof value === 'number' && unit !== undefined ? { value, unit } : value,
  }));
}
