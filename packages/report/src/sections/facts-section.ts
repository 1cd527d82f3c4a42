import type { SectionBlock } from '../document/document.ts';
import type { Fact, Value } from '../document/value.ts';

/** Name and value, for example `['network', '784-1000-1000-1']`: a fact without a note. */
export type FactPair = readonly [name: string, value: Value];

/** A section of facts: names with their values. */
export function factsSection(title: string, facts: readonly (Fact | FactPair)[]): SectionBlock {
  return { kind: 'section', title, blocks: [{ kind: 'facts', facts: toFacts(facts) }] };
}

/** Facts, of which some are given as pairs. */
export function toFacts(facts: readonly (Fact | FactPair)[]): Fact[] {
  return facts.map((fact) => ('name' in fact ? fact : { name: fact[0], value: fact[1] }));
}
