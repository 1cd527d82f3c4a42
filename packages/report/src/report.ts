import { escapeHtml } from './escape-html.ts';
import type { Section } from './section.ts';
import { stylesheet } from './stylesheet.ts';

/** A report: plain text, and sections made by the builders beside this file. */
export interface Report {
  readonly title: string;
  /** One or two plain sentences. */
  readonly lead: string;
  readonly sections: readonly Section[];
  /** What it takes to run it again: version, commit, seed, command line; one line each. */
  readonly footer: readonly string[];
}

/** Nothing may be loaded, whatever the page contains: the browser itself refuses it. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One self-contained HTML page: inline SVG, images as data URIs, no script, nothing fetched. It follows the light or dark
 * mode of the reader, fits narrow screens, and prints. The same report gives the same bytes.
 *
 * @throws {ShapeError} or {DomainError} what the sections' builders name
 * @example renderReport({ title: 'Run 1', lead: 'What leaked.', sections: [], footer: ['seed 1'] }) // => '<!doctype html>...'
 */
export function renderReport(report: Report): string {
  const title = escapeHtml(report.title);
  const sections = report.sections.map(renderSection);
  const links = report.sections.map(
    (section, index) => `<li><a href="#s${index + 1}">${escapeHtml(section.title)}</a></li>`,
  );
  const contents = links.length < 3 ? '' : `<nav aria-label="Contents"><ol>${links.join('')}</ol></nav>`;
  const footer = report.footer.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="noprior">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${stylesheet}</style>
</head>
<body>
<header><p class="brand">noprior</p><h1>${title}</h1><p class="lead">${escapeHtml(report.lead)}</p>${contents}</header>
<main>
${sections.join('\n')}
</main>
<footer><ul>${footer}</ul></footer>
</body>
</html>
`;
}

function renderSection(section: Section, index: number): string {
  const id = `s${index + 1}`;
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeHtml(section.title)}</h2>
${section.render(id)}</section>`;
}
