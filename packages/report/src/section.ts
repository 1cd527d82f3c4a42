import { escapeHtml } from './escape-html.ts';

/** One part of a report. */
export interface Section {
  /** Heading, plain text. */
  readonly title: string;
  /** The HTML below the heading. `id` is unique in the document: ids inside the section begin with it. */
  readonly render: (id: string) => string;
}

/** What stands under the heading of a section with a figure or a table. */
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

/** The two lines of a caption as HTML: what one sees above the figure, what it does not prove below. */
export function renderCaption(caption: Caption, ownLimit: string): { readonly above: string; readonly below: string } {
  const limit = caption.doesNotProve ?? ownLimit;
  return {
    above: caption.note === '' ? '' : `<p class="note">${escapeHtml(caption.note)}</p>`,
    below: limit === '' ? '' : `<p class="limit"><strong>Does not prove:</strong> ${escapeHtml(limit)}</p>`,
  };
}
