import { escapeHtml } from './escape-html.ts';
import { type FactPair, renderFacts } from './facts-section.ts';
import type { Section } from './section.ts';

/** What was attacked, and by whom. */
export interface SettingSectionOptions {
  /** Heading; `Setting and threat model` unless given. */
  readonly title?: string;
  /** Label and value, for example `['network', '784-1000-1000-1']`. */
  readonly facts: readonly FactPair[];
  /** What the attacker of this run has. */
  readonly attackerKnows: readonly string[];
  /** What the attacker of this run has not. */
  readonly attackerLacks: readonly string[];
}

/** A section with the setting and the threat model. */
export function settingSection(options: SettingSectionOptions): Section {
  return { title: options.title ?? 'Setting and threat model', render: () => renderSetting(options) };
}

function renderSetting({ facts, attackerKnows, attackerLacks }: SettingSectionOptions): string {
  const knows = renderList('The attacker has', attackerKnows, 'knows');
  const lacks = renderList('The attacker does not have', attackerLacks, 'lacks');
  return `${renderFacts(facts)}<div class="threat">${knows}${lacks}</div>`;
}

function renderList(heading: string, items: readonly string[], kind: string): string {
  const entries = items.length === 0 ? '<li>–</li>' : items.map((item) => `<li>${escapeHtml(item)}</li>`).join('');
  return `<div class="${kind}"><h3>${heading}</h3><ul>${entries}</ul></div>`;
}
