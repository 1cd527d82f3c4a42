import type { Block, ReportDocument } from '../src/index.ts';

/** Text that breaks a page, a Markdown document or a terminal unless it is escaped. */
export const hostile = `<script>alert("x")</script> & 'y' {a} {b|c} *d* [e](f) http-free \`g\` # \u001b[31m`;

/** [1, 28, 28] pixels. */
export const samplePixels = (phase: number): number[] =>
  Array.from({ length: 784 }, (_, index) => 0.5 + 0.5 * Math.sin(index * phase));

/** One block of every kind, with hostile text wherever text can be given. */
export function sampleBlocks(text: string = hostile): Block[] {
  const curve = Array.from({ length: 2500 }, (_, step) => [step, 50 * Math.exp(-step / 300) + 0.1] as const);
  const scores = Array.from({ length: 20 }, (_, index) => 0.9 - index / 40);
  const threshold = { name: text, value: 0.6 };
  const facts = [
    { name: text, value: text, note: text },
    { name: text, value: { value: 12.5, unit: text } },
  ];
  return [
    { kind: 'text', paragraphs: [text, text] },
    { kind: 'lists', lists: [{ title: text, items: [text], sign: '+' }, { items: [text] }] },
    { kind: 'facts', facts },
    {
      kind: 'findings',
      findings: (['leak', 'no-leak', 'neutral', 'warning'] as const).map((tone) => ({ headline: text, text, tone })),
    },
    {
      kind: 'claims',
      claims: (['agrees', 'disagrees', 'undecided'] as const).map((verdict) => ({
        claim: text,
        rule: text,
        measured: facts,
        verdict,
      })),
    },
    { kind: 'table', columns: [{ name: text, unit: text }, { name: text }], rows: [[text, 1.5]], caption: text },
    { kind: 'table', columns: [{ name: text }], rows: [[text]], folded: true },
    {
      kind: 'bars',
      title: text,
      axis: { name: text },
      bars: scores.map((score, index) => ({
        name: text,
        value: score,
        spread: [score / 2, score * 2],
        kind: index % 3,
        cells: [text, text],
      })),
      kinds: (['full', 'hatched', 'hollow'] as const).map((pattern) => ({ name: text, pattern })),
      columns: [{ name: text }, { name: text, short: text }],
      spreadName: text,
    },
    {
      kind: 'curves',
      title: text,
      x: { name: text },
      y: { name: text },
      series: [
        { name: text, points: curve },
        { name: text, detail: text, points: curve.slice(1, 5) },
      ],
      references: [{ name: text, value: 0.05 }],
    },
    {
      kind: 'scatter',
      title: text,
      x: { name: text },
      y: { name: text },
      series: [{ name: text, points: curve.slice(1, 50) }],
      diagonal: true,
    },
    {
      kind: 'distribution',
      title: text,
      axis: { name: text },
      groups: [
        { name: text, values: scores },
        { name: text, values: scores.map((score) => score / 2) },
      ],
      threshold,
    },
    {
      kind: 'pictures',
      title: text,
      imageShape: [1, 28, 28],
      rowNames: [text, text],
      pictures: scores.map((score, index) => ({
        images: [samplePixels(0.1 + index), samplePixels(0.11 + index)],
        score,
        label: text,
      })),
      scoreName: text,
      threshold,
    },
    { kind: 'code', text: `${text}\n\`\`\`\n` },
  ];
}

/** A document with every kind of block, each in a section of its own, and once more without any. */
export function sampleDocument(text: string = hostile): ReportDocument {
  const blocks = sampleBlocks(text);
  return {
    title: text,
    lead: text,
    blocks: [
      ...blocks.map(
        (block): Block => ({ kind: 'section', title: text, note: text, blocks: [block], doesNotProve: text }),
      ),
      { kind: 'section', title: text, blocks: [{ kind: 'section', title: text, blocks }] },
      blocks[0]!,
    ],
    footer: [text],
  };
}

/** Blocks that have nothing to show. */
export const emptyBlocks: readonly Block[] = [
  { kind: 'text', paragraphs: [] },
  { kind: 'lists', lists: [{ items: [] }] },
  { kind: 'facts', facts: [] },
  { kind: 'findings', findings: [] },
  { kind: 'claims', claims: [] },
  { kind: 'table', columns: [], rows: [] },
  { kind: 'bars', title: 'none', axis: { name: 'ms' }, bars: [], kinds: [], columns: [] },
  { kind: 'curves', title: 'none', x: { name: 'n' }, y: { name: 'ms' }, series: [] },
  { kind: 'scatter', title: 'none', x: { name: 'n' }, y: { name: 'ms' }, series: [] },
  { kind: 'distribution', title: 'none', axis: { name: 'cosine' }, groups: [] },
  { kind: 'pictures', title: 'none', imageShape: [1, 28, 28], rowNames: ['image'], pictures: [] },
  { kind: 'code', text: '' },
];
