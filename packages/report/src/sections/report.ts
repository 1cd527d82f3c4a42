import type { ReportDocument, SectionBlock } from '../document/document.ts';
import { renderHtml } from '../html/render-html.ts';

/** A document of sections alone. */
export interface Report {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly SectionBlock[];
  readonly footer: readonly string[];
}

/** One self-contained HTML page of a report: {@link renderHtml} of its sections. */
export function renderReport({ sections, ...about }: Report): string {
  const document: ReportDocument = { ...about, blocks: sections };
  return renderHtml(document);
}
