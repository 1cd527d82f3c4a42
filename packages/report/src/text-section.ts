import { escapeHtml } from './escape-html.ts';
import type { Section } from './section.ts';

/** A section of plain paragraphs. */
export function textSection(title: string, paragraphs: readonly string[]): Section {
  const html = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
  return { title, render: () => html };
}
