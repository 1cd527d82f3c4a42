import type { SectionBlock } from '../document/document.ts';

/** A section of plain paragraphs. */
export function textSection(title: string, paragraphs: readonly string[]): SectionBlock {
  return { kind: 'section', title, blocks: [{ kind: 'text', paragraphs }] };
}
