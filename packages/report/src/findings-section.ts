import type { Finding, FindingTone } from './document/document.ts';
import { escapeHtml } from './escape-html.ts';
import type { Section } from './section.ts';

const toneNames: Readonly<Record<FindingTone, string>> = {
  leak: 'Leak',
  'no-leak': 'No leak found',
  neutral: 'Fact',
  warning: 'Read with care',
};

/** A section of findings, for example what a run shows, and again for what it does not show. The tone is a word as well as a
 * colour.
 */
export function findingsSection(title: string, findings: readonly Finding[]): Section {
  return { title, render: () => renderFindings(findings) };
}

function renderFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return '<p class="empty">No finding.</p>';
  const items = findings.map(
    ({ headline, text, tone }) =>
      `<li class="finding ${tone}"><span class="tone">${toneNames[tone]}</span>` +
      `<h3>${escapeHtml(headline)}</h3><p>${escapeHtml(text)}</p></li>`,
  );
  return `<ul class="findings">${items.join('')}</ul>`;
}
