import type { Block, SectionBlock } from '../document/document.ts';

/** A section made of others, one below the other, each under its title as a smaller heading; no heading for an empty title. */
export function groupSection(title: string, blocks: readonly Block[]): SectionBlock {
  return { kind: 'section', title, blocks };
}
