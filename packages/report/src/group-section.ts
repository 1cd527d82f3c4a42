import { escapeHtml } from './escape-html.ts';
import type { Section } from './section.ts';

/** A section made of others, one below the other, each under its title as a smaller heading; no heading for an empty title. */
export function groupSection(title: string, parts: readonly Section[]): Section {
  return {
    title,
    render: (id) =>
      parts
        .map((part, index) => {
          const heading = part.title === '' ? '' : `<h3>${escapeHtml(part.title)}</h3>`;
          return `<div class="part">${heading}${part.render(`${id}p${index + 1}`)}</div>`;
        })
        .join('\n'),
  };
}
