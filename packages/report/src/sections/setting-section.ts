import type { SectionBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { type FactPair, toFacts } from './facts-section.ts';

/** What was attacked, and by whom. */
export interface SettingSectionOptions {
  /** Heading; `Setting and threat model` unless given. */
  readonly title?: string;
  readonly facts: readonly (Fact | FactPair)[];
  /** What the attacker of this run has. */
  readonly attackerKnows: readonly string[];
  /** What the attacker of this run has not. */
  readonly attackerLacks: readonly string[];
}

/** A section with the setting and the threat model. */
export function settingSection(options: SettingSectionOptions): SectionBlock {
  const { title = 'Setting and threat model', facts, attackerKnows, attackerLacks } = options;
  return {
    kind: 'section',
    title,
    blocks: [
      { kind: 'facts', facts: toFacts(facts) },
      {
        kind: 'lists',
        lists: [
          { title: 'The attacker has', items: attackerKnows, sign: '+' },
          { title: 'The attacker does not have', items: attackerLacks, sign: '−' },
        ],
      },
    ],
  };
}
