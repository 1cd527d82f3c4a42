import { distributionTable } from '../charts/distribution-table.ts';
import { makeChart } from '../charts/make-chart.ts';
import type { Block, ClaimsBlock, FindingsBlock, ListsBlock, SectionBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { formatValue } from '../format-value.ts';
import { type ClaimGroup, caseTable, groupClaims } from '../tables/case-table.ts';
import { claimsTable } from '../tables/claims-table.ts';
import { claimText } from '../words/claim-text.ts';
import { toneNames, verdictNames } from '../words/tones.ts';
import { escapeHtml, htmlText } from './escape-html.ts';
import { htmlChart } from './html-chart.ts';
import { htmlPictures } from './html-pictures.ts';
import { htmlTable } from './html-table.ts';

/** Where blocks stand. */
export interface HtmlPlace {
  /** Heading above them, plain text. */
  readonly title: string;
  /** Level of a heading among them: 3 below an `<h2>`. */
  readonly level: number;
}

/** Blocks as HTML, one below the other.
 *
 * @throws {ShapeError} or {DomainError} for rows that do not fit their columns and images that are none
 */
export function htmlBlocks(blocks: readonly Block[], place: HtmlPlace): string {
  return blocks.map((block) => `<div class="part">${htmlBlock(block, place)}</div>`).join('\n');
}

/** The blocks of a section between what one sees and what they do not prove; its heading is for whoever places it. */
export function htmlSection({ note = '', blocks, doesNotProve = '' }: SectionBlock, place: HtmlPlace): string {
  const above = note === '' ? '' : `<p class="note">${htmlText(note)}</p>`;
  const limit = `<p class="limit"><strong>Does not prove:</strong> ${htmlText(doesNotProve)}</p>`;
  return `${above}${htmlBlocks(blocks, place)}${doesNotProve === '' ? '' : limit}`;
}

function htmlBlock(block: Block, place: HtmlPlace): string {
  switch (block.kind) {
    case 'section': {
      const inner = { title: block.title || place.title, level: place.level + (block.title === '' ? 0 : 1) };
      return heading(block.title, place.level) + htmlSection(block, inner);
    }
    case 'text':
      return block.paragraphs.map((paragraph) => `<p>${htmlText(paragraph)}</p>`).join('');
    case 'lists':
      return htmlLists(block, place);
    case 'facts':
      return block.facts.length === 0 ? '<p class="empty">No fact.</p>' : htmlFacts(block.facts);
    case 'findings':
      return htmlFindings(block, place);
    case 'claims':
      return htmlClaims(block, place);
    case 'table':
      return htmlTable(block, place.title);
    case 'code':
      return `<pre tabindex="0"><code>${escapeHtml(block.text)}</code></pre>`;
    case 'pictures':
      return ownTitle(block.title, place) + htmlPictures(block);
    default: {
      const chart = makeChart(block);
      const drawn = chart === undefined ? '<p class="empty">No value to draw.</p>' : htmlChart(chart);
      const table = block.kind === 'distribution' ? htmlTable(distributionTable(block), `${block.title}, numbers`) : '';
      return ownTitle(block.title, place) + drawn + table;
    }
  }
}

/** The title of a figure, unless it is the heading above it. */
function ownTitle(title: string, place: HtmlPlace): string {
  return title === place.title ? '' : heading(title, place.level);
}

function heading(title: string, level: number): string {
  const name = `h${Math.min(6, level)}`;
  return title === '' ? '' : `<${name}>${htmlText(title)}</${name}>`;
}

function htmlFacts(facts: readonly Fact[]): string {
  const rows = facts.map(({ name, value, note = '' }) => {
    const aside = note === '' ? '' : ` <span class="detail">${htmlText(note)}</span>`;
    return `<div><dt>${htmlText(name)}</dt><dd>${htmlText(formatValue(value, 'not measured'))}${aside}</dd></div>`;
  });
  return `<dl class="facts">${rows.join('')}</dl>`;
}

function htmlLists({ lists }: ListsBlock, { level }: HtmlPlace): string {
  const all = lists.map(({ title = '', items, sign }) => {
    const entries = items.length === 0 ? ['–'] : items;
    const list = entries.map((item) => `<li>${htmlText(item)}</li>`).join('');
    const kind = sign === undefined ? 'plain' : sign === '+' ? 'plus' : 'minus';
    return `<div>${heading(title, level)}<ul class="${kind}">${list}</ul></div>`;
  });
  return `<div class="lists">${all.join('')}</div>`;
}

function htmlFindings({ findings }: FindingsBlock, { level }: HtmlPlace): string {
  if (findings.length === 0) return '<p class="empty">No finding.</p>';
  const items = findings.map(
    ({ headline, text, tone }) =>
      `<li class="finding ${tone}"><span class="tone">${toneNames[tone]}</span>` +
      `${heading(headline, level)}<p>${htmlText(text)}</p></li>`,
  );
  return `<ul class="findings">${items.join('')}</ul>`;
}

function htmlClaims(block: ClaimsBlock, place: HtmlPlace): string {
  if (block.claims.length === 0) return '<p class="empty">No claim.</p>';
  const items = groupClaims(block.claims).map((group) => htmlClaimGroup(group, place));
  return `${htmlTable(claimsTable(block), place.title)}<ul class="findings">${items.join('')}</ul>`;
}

function htmlClaimGroup({ claim, rule, claims }: ClaimGroup, place: HtmlPlace): string {
  const [first] = claims;
  if (first !== undefined && claims.length === 1) {
    return (
      `<li class="finding ${first.verdict}"><span class="tone">${verdictNames[first.verdict]}</span>${heading(claimText(first), place.level)}` +
      `<p>${htmlText(rule)}</p>${first.measured.length === 0 ? '' : htmlFacts(first.measured)}</li>`
    );
  }
  return `<li class="finding cases">${heading(claim, place.level)}<p>${htmlText(rule)}</p>${htmlTable(caseTable(claims), claim)}</li>`;
}
