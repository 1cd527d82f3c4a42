import type { Block, ReportDocument } from '../document/document.ts';
import { plainText } from '../text/code-spans.ts';
import { escapeHtml, htmlText } from './escape-html.ts';
import { htmlBlocks, htmlSection } from './html-blocks.ts';
import { stylesheet } from './stylesheet.ts';

/** Nothing may be loaded, whatever the page contains: the browser itself refuses it. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A document as one self-contained HTML page: inline SVG, images as data URIs, no script, nothing fetched. It follows the light or
 * dark mode of the reader, fits narrow screens, and prints. The same document gives the same bytes.
 *
 * @throws {ShapeError} for a row without a value for each column, and images that do not fill their shape
 * @throws {DomainError} for a pixel that is NaN
 * @example renderHtml({ title: 'Run 1', blocks: [{ kind: 'text', paragraphs: ['What leaked.'] }] }) // => '<!doctype html>...'
 */
export function renderHtml(document: ReportDocument): string {
  const { title, lead = '', blocks, footer = [] } = document;
  const links = blocks.flatMap((block, index) =>
    block.kind === 'section' && block.title !== ''
      ? [`<li><a href="#s${index + 1}">${htmlText(block.title)}</a></li>`]
      : [],
  );
  const contents = links.length < 3 ? '' : `<nav aria-label="Contents"><ol>${links.join('')}</ol></nav>`;
  const introduction = lead === '' ? '' : `<p class="lead">${htmlText(lead)}</p>`;
  const last = footer.map((line) => `<li>${htmlText(line)}</li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="noprior">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(plainText(title))}</title>
<style>${stylesheet}</style>
</head>
<body>
<header><p class="brand">noprior</p><h1>${htmlText(title)}</h1>${introduction}${contents}</header>
<main>
${blocks.map(outerBlock).join('\n')}
</main>
${last === '' ? '' : `<footer><ul>${last}</ul></footer>\n`}</body>
</html>
`;
}

/** A block of the document itself: sections have a heading and a name for links. */
function outerBlock(block: Block, index: number): string {
  const id = `s${index + 1}`;
  if (block.kind !== 'section' || block.title === '') {
    return `<section id="${id}">${htmlBlocks([block], { title: '', level: 2 })}</section>`;
  }
  return (
    `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${htmlText(block.title)}</h2>\n` +
    `${htmlSection(block, { title: block.title, level: 3 })}</section>`
  );
}
