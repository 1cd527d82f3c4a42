import { distributionTable } from '../charts/distribution-table.ts';
import { type ChartBlock, makeChart } from '../charts/make-chart.ts';
import { svgFile } from '../charts/svg-file.ts';
import type { Block, ClaimsBlock, CodeBlock, FindingsBlock, ListsBlock, SectionBlock } from '../document/document.ts';
import type { PicturesBlock } from '../document/picture-block.ts';
import type { Fact } from '../document/value.ts';
import { formatValue } from '../format-value.ts';
import { pictureLabel, pictureNotes } from '../pictures/picture-notes.ts';
import { pictureSheet } from '../pictures/picture-sheet.ts';
import { type ClaimGroup, caseTable, groupClaims } from '../tables/case-table.ts';
import { claimsTable } from '../tables/claims-table.ts';
import { cleanText } from '../text/clean-text.ts';
import { plainText } from '../text/code-spans.ts';
import { endSentence } from '../text/end-sentence.ts';
import { joinParts } from '../text/join-parts.ts';
import { claimText } from '../words/claim-text.ts';
import { toneNames, verdictNames } from '../words/tones.ts';
import type { AssetFiles } from './asset-files.ts';
import { escapeMarkdown, markdownHeading, markdownLines, wrapMarkdown } from './escape-markdown.ts';
import { markdownTable } from './markdown-table.ts';

/** Where blocks stand. */
export interface MarkdownPlace {
  /** Heading above them. */
  readonly title: string;
  /** Level of a heading among them: 3 below `##`. */
  readonly level: number;
  readonly assets: AssetFiles;
}

/** Blocks as lines of Markdown, an empty line between two of them.
 *
 * @throws {ShapeError} or {DomainError} for rows that do not fit their columns and images that are none
 */
export function markdownBlocks(blocks: readonly Block[], place: MarkdownPlace): string[] {
  return joinParts(blocks.map((block) => markdownBlock(block, place)));
}

function markdownBlock(block: Block, place: MarkdownPlace): string[] {
  switch (block.kind) {
    case 'section':
      return markdownSection(block, place);
    case 'text':
      return joinParts(block.paragraphs.map((paragraph) => markdownLines(paragraph)));
    case 'lists':
      return markdownLists(block);
    case 'facts':
      return block.facts.length === 0 ? ['No fact.'] : block.facts.flatMap((fact) => markdownFact(fact, '- '));
    case 'findings':
      return markdownFindings(block);
    case 'claims':
      return markdownClaims(block);
    case 'table':
      return markdownTable(block);
    case 'code':
      return markdownCode(block);
    case 'pictures':
      return markdownPictures(block, place);
    default:
      return markdownChart(block, place);
  }
}

function markdownSection(
  { title, note = '', blocks, doesNotProve = '' }: SectionBlock,
  place: MarkdownPlace,
): string[] {
  const inner = title === '' ? place : { ...place, title, level: place.level + 1 };
  return joinParts([
    title === '' ? [] : [markdownHeading(title, place.level)],
    note === '' ? [] : markdownLines(note),
    markdownBlocks(blocks, inner),
    doesNotProve === '' ? [] : wrapMarkdown(`**Does not prove:** ${escapeMarkdown(doesNotProve)}`),
  ]);
}

function markdownFact({ name, value, note = '' }: Fact, first: string): string[] {
  const aside = note === '' ? '' : `. ${note}`;
  return markdownLines(`${name}: ${formatValue(value, 'not measured')}${aside}`, first);
}

function markdownLists({ lists }: ListsBlock): string[] {
  return joinParts(
    lists.map(({ title = '', items }) => {
      const entries = items.length === 0 ? ['–'] : items;
      const list = entries.flatMap((item) => markdownLines(item, '- '));
      return title === '' ? list : [...wrapMarkdown(`**${escapeMarkdown(title)}**`), '', ...list];
    }),
  );
}

function markdownFindings({ findings }: FindingsBlock): string[] {
  if (findings.length === 0) return ['No finding.'];
  return findings.flatMap(({ headline, text, tone }) =>
    wrapMarkdown(`**${toneNames[tone]}: ${escapeMarkdown(endSentence(headline))}** ${escapeMarkdown(text)}`, '- '),
  );
}

function markdownClaims(block: ClaimsBlock): string[] {
  if (block.claims.length === 0) return ['No claim.'];
  return joinParts([markdownTable(claimsTable(block)), ...groupClaims(block.claims).map(markdownClaimGroup)]);
}

function markdownClaimGroup({ claim, rule, claims }: ClaimGroup): string[] {
  const [first] = claims;
  if (first !== undefined && claims.length === 1) {
    return [
      ...wrapMarkdown(
        `**${verdictNames[first.verdict]}: ${escapeMarkdown(endSentence(claimText(first)))}** ${escapeMarkdown(rule)}`,
        '- ',
      ),
      ...first.measured.flatMap((fact) => markdownFact(fact, '  - ')),
    ];
  }
  const head = wrapMarkdown(`**${escapeMarkdown(endSentence(claim))}** ${escapeMarkdown(rule)}`);
  return [...head, '', ...markdownTable(caseTable(claims))];
}

function markdownCode({ text }: CodeBlock): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...cleanText(text).replace(/\n$/, '').split('\n'), fence];
}

function markdownPictures(block: PicturesBlock, place: MarkdownPlace): string[] {
  const above = ownTitle(block.title, place);
  if (block.pictures.length === 0) return joinParts([above, ['No image.']]);
  const path = place.assets.add(block.title || place.title, 'png', pictureSheet(block));
  const image = markdownImage(pictureLabel(block), path);
  const notes = pictureNotes(block, 'Orange line').join(' ');
  return joinParts([above, image, notes === '' ? [] : markdownLines(notes)]);
}

function markdownChart(block: ChartBlock, place: MarkdownPlace): string[] {
  const chart = makeChart(block);
  const table = block.kind === 'distribution' ? markdownTable(distributionTable(block)) : [];
  const above = ownTitle(block.title, place);
  if (chart === undefined) return joinParts([above, ['No value to draw.'], table]);
  const path = place.assets.add(block.title || place.title, 'svg', svgFile(chart));
  const notes = chart.notes === '' ? [] : markdownLines(chart.notes);
  return joinParts([above, markdownImage(chart.label, path), notes, table]);
}

/** The title of a figure, unless it is the heading above it. */
function ownTitle(title: string, place: MarkdownPlace): string[] {
  return title === '' || title === place.title ? [] : wrapMarkdown(`**${escapeMarkdown(title)}**`);
}

function markdownImage(label: string, path: string): string[] {
  const words = escapeMarkdown(plainText(label).replaceAll('`', "'")).replace(/(?<!\\)[[\]]/g, '\\$&');
  return wrapMarkdown(`![${words}](${path})`);
}
