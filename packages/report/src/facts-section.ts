import { escapeHtml } from './escape-html.ts';
import { formatNumber } from './format-number.ts';
import type { Section } from './section.ts';

/** Label and value, for example `['network', '784-1000-1000-1']`. */
export type FactPair = readonly [label: string, value: string | number];

/** A section of facts: labels with their values. */
export function factsSection(title: string, facts: readonly FactPair[]): Section {
  return { title, render: () => (facts.length === 0 ? '<p class="empty">No fact.</p>' : renderFacts(facts)) };
}

/** Facts as a list of terms; nothing for none. */
export function renderFacts(facts: readonly FactPair[]): string {
  const rows = facts.map(([label, value]) => {
    const text = typeof value === 'number' ? formatNumber(value) : value;
    return `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(text)}</dd></div>`;
  });
  return rows.length === 0 ? '' : `<dl class="facts">${rows.join('')}</dl>`;
}
