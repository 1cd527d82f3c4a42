import type { Block, SectionBlock } from '../document/document.ts';

/** What stands around a figure or a table in a section. */
export interface Caption {
  /** Heading, plain text. */
  readonly title: string;
  /** What one sees: one or two plain sentences. */
  readonly note: string;
  /** What it does not prove, as the end of a sentence that begins with these words; each builder has an end of its own, and an
   * empty string leaves the sentence out.
   */
  readonly doesNotProve?: string;
}

/** A section with a caption around its blocks. */
export function captionedSection(caption: Caption, ownLimit: string, blocks: readonly Block[]): SectionBlock {
  const { title, note, doesNotProve = ownLimit } = caption;
  return { kind: 'section', title, note, blocks, doesNotProve };
}
