import { curveDetail } from '../charts/curve-chart.ts';
import { distributionTable } from '../charts/distribution-table.ts';
import type { ChartBlock } from '../charts/make-chart.ts';
import type { BarsBlock, CurvesBlock } from '../document/chart-blocks.ts';
import type { Block, ClaimsBlock, ListsBlock, SectionBlock, TableBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { formatValue } from '../format-value.ts';
import { pictureLabel } from '../pictures/picture-notes.ts';
import { type ClaimGroup, caseTable, groupClaims } from '../tables/case-table.ts';
import { claimsTable } from '../tables/claims-table.ts';
import { cleanText, oneLine } from '../text/clean-text.ts';
import { plainText } from '../text/code-spans.ts';
import { endSentence } from '../text/end-sentence.ts';
import { joinParts } from '../text/join-parts.ts';
import { textWidth, wrapWords } from '../text/wrap-words.ts';
import { claimText } from '../words/claim-text.ts';
import { toneNames, verdictNames } from '../words/tones.ts';
import { terminalTable } from './terminal-table.ts';

/** Blocks as lines for a terminal, an empty line between two of them.
 *
 * @param width  columns
 * @throws {ShapeError} for a row without a value for each column
 */
export function terminalBlocks(blocks: readonly Block[], width: number, title: string = ''): string[] {
  return joinParts(blocks.map((block) => terminalBlock(block, width, title)));
}

/** Text in lines of at most `width` columns.
 *
 * @param first  what stands before the first line; further lines are indented as far
 */
export function terminalLines(text: string, width: number, first: string = ''): string[] {
  const indent = ' '.repeat(first.length);
  return wrapWords(oneLine(plainText(text)).split(' '), width - first.length).map(
    (line, index) => (index === 0 ? first : indent) + line,
  );
}

/** A heading with a line below it. */
export function underlined(title: string, width: number, line: string): string[] {
  const lines = terminalLines(title, width);
  return [...lines, line.repeat(Math.max(...lines.map(textWidth)))];
}

function terminalBlock(block: Block, width: number, title: string): string[] {
  switch (block.kind) {
    case 'section':
      return terminalSection(block, width, title);
    case 'text':
      return joinParts(block.paragraphs.map((paragraph) => terminalLines(paragraph, width)));
    case 'lists':
      return terminalLists(block, width);
    case 'facts':
      return block.facts.length === 0 ? ['No fact.'] : block.facts.flatMap((fact) => factLines(fact, width, '  '));
    case 'findings':
      if (block.findings.length === 0) return ['No finding.'];
      return block.findings.flatMap(({ headline, text, tone }) => [
        ...terminalLines(`${toneNames[tone]}: ${endSentence(headline)}`, width, '* '),
        ...terminalLines(text, width, '  '),
      ]);
    case 'claims':
      return terminalClaims(block, width);
    case 'table':
      return joinParts([terminalCaption(block, width), terminalTable(block, width)]);
    case 'code':
      return cleanText(block.text)
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `    ${line}`);
    case 'pictures':
      return block.pictures.length === 0
        ? ['No image.']
        : terminalLines(`Not shown here: ${pictureLabel(block)}`, width);
    default:
      return terminalChart(block, width, title);
  }
}

function terminalSection(
  { title, note = '', blocks, doesNotProve = '' }: SectionBlock,
  width: number,
  above: string,
): string[] {
  return joinParts([
    title === '' ? [] : underlined(title, width, '-'),
    note === '' ? [] : terminalLines(note, width),
    terminalBlocks(blocks, width, title || above),
    doesNotProve === '' ? [] : terminalLines(`Does not prove: ${doesNotProve}`, width),
  ]);
}

function terminalCaption({ caption = '' }: TableBlock, width: number): string[] {
  return caption === '' ? [] : terminalLines(caption, width);
}

function factLines({ name, value, note = '' }: Fact, width: number, first: string): string[] {
  const aside = note === '' ? '' : `. ${note}`;
  return terminalLines(`${name}: ${formatValue(value, 'not measured')}${aside}`, width, first);
}

function terminalLists({ lists }: ListsBlock, width: number): string[] {
  return joinParts(
    lists.map(({ title = '', items, sign = '*' }) => [
      ...(title === '' ? [] : terminalLines(title, width)),
      ...(items.length === 0 ? ['–'] : items).flatMap((item) => terminalLines(item, width, `${sign} `)),
    ]),
  );
}

function terminalClaims(block: ClaimsBlock, width: number): string[] {
  if (block.claims.length === 0) return ['No claim.'];
  const groups = groupClaims(block.claims).map((group) => terminalClaimGroup(group, width));
  return joinParts([terminalTable(claimsTable(block), width), ...groups]);
}

function terminalClaimGroup({ claim, rule, claims }: ClaimGroup, width: number): string[] {
  const [first] = claims;
  if (first !== undefined && claims.length === 1) {
    return [
      ...terminalLines(`${verdictNames[first.verdict]}: ${endSentence(claimText(first))}`, width, '* '),
      ...first.measured.flatMap((fact) => factLines(fact, width, '    ')),
      ...terminalLines(rule, width, '  '),
    ];
  }
  return [
    ...terminalLines(endSentence(claim), width, '* '),
    ...terminalLines(rule, width, '  '),
    ...terminalTable(caseTable(claims), width),
  ];
}

/** The numbers of a chart as a table. */
function terminalChart(block: ChartBlock, width: number, above: string): string[] {
  const title = block.title === '' || block.title === above ? [] : terminalLines(block.title, width);
  return joinParts([title, terminalTable(chartTable(block), width)]);
}

function chartTable(block: ChartBlock): TableBlock {
  switch (block.kind) {
    case 'bars':
      return barsTable(block);
    case 'curves':
      return curvesTable(block);
    case 'scatter':
      return {
        kind: 'table',
        columns: [{ name: `${block.y.name} by ${block.x.name}` }, { name: 'points' }],
        rows: block.series.map(({ name, points }) => [name, points.length]),
      };
    case 'distribution':
      return distributionTable(block);
  }
}

function barsTable({ axis, bars, columns }: BarsBlock): TableBlock {
  if (columns.length === 0) {
    return {
      kind: 'table',
      columns: [{ name: '' }, { name: axis.name }],
      rows: bars.map(({ name, value }) => [name, value]),
    };
  }
  return {
    kind: 'table',
    columns: [{ name: axis.name }, ...columns.map(({ name }) => ({ name, align: 'right' as const }))],
    rows: bars.map(({ name, cells }) => [name, ...columns.map((_, at) => cells[at] ?? null)]),
  };
}

function curvesTable({ x, y, series, references = [] }: CurvesBlock): TableBlock {
  return {
    kind: 'table',
    columns: [{ name: `${y.name} by ${x.name}` }, { name: 'last' }],
    rows: [
      ...series.map((one) => [one.name, curveDetail(one)]),
      ...references.map(({ name, value }) => [name, formatValue(value)]),
    ],
  };
}
