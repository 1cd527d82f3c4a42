import type { ReportDocument } from '../document/document.ts';
import { joinParts } from '../text/join-parts.ts';
import { AssetFiles } from './asset-files.ts';
import { markdownHeading, markdownLines } from './escape-markdown.ts';
import { markdownBlocks } from './markdown-blocks.ts';

/** A document in Markdown, and the files that lie beside it. */
export interface MarkdownDocument {
  readonly markdown: string;
  /** Charts as SVG and pictures as PNG, by their paths relative to the document. */
  readonly files: Record<string, string | Uint8Array>;
}

/** A document in the Markdown of GitHub. Charts become SVG files and pictures PNG files, which it shows by relative links with a text
 * alternative. Lines are at most 120 characters long, but for tables and long words. The same document gives the same bytes.
 *
 * @param options.assets  folder of the files, relative to the document; an empty text or `.` for beside it
 * @throws {ShapeError} for a row without a value for each column, and images that do not fill their shape
 * @throws {DomainError} for a pixel that is NaN
 * @example renderMarkdown({ title: 'Run 1', blocks: [] }, { assets: 'run-1' }).markdown // => '# Run 1\n'
 */
export function renderMarkdown(
  { title, lead = '', blocks, footer = [] }: ReportDocument,
  options: { readonly assets: string },
): MarkdownDocument {
  const assets = new AssetFiles(options.assets);
  const lines = joinParts([
    [markdownHeading(title, 1)],
    lead === '' ? [] : markdownLines(lead),
    markdownBlocks(blocks, { title, level: 2, assets }),
    footer.length === 0 ? [] : ['---', '', ...footer.flatMap((line) => markdownLines(line, '- '))],
  ]);
  return { markdown: `${lines.join('\n')}\n`, files: assets.files };
}
