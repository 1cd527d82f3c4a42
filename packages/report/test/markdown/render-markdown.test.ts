import { ShapeError } from '@noprior/tensor';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { type Block, renderMarkdown } from '../../src/index.ts';
import { cleanText } from '../../src/text/clean-text.ts';
import { plainText } from '../../src/text/code-spans.ts';
import { emptyBlocks, hostile, sampleBlocks, sampleDocument } from '../sample-document.ts';
import { nodesOf, parseMarkdown, textOf } from './parse-markdown.ts';

const render = (...blocks: Block[]): ReturnType<typeof renderMarkdown> =>
  renderMarkdown({ title: 'T', blocks }, { assets: 'files' });

test('a document of hostile texts has no markup of theirs', () => {
  const tree = parseMarkdown(renderMarkdown(sampleDocument(), { assets: 'files' }).markdown);
  expect(nodesOf(tree, 'html')).toEqual([]);
  expect(nodesOf(tree, 'emphasis')).toEqual([]);
  expect(nodesOf(tree, 'link')).toEqual([]);
  expect(nodesOf(tree, 'blockquote')).toEqual([]);
  const shown = cleanText(plainText(hostile));
  for (const heading of nodesOf(tree, 'heading')) expect(textOf(heading)).toBe(shown);
  for (const table of nodesOf(tree, 'table')) {
    const widths = table.children.map(({ children }) => children.length);
    expect(new Set(widths).size).toBe(1);
  }
});

test('every image is a file beside the document, with a text alternative', () => {
  const { markdown, files } = renderMarkdown(sampleDocument(), { assets: 'docs/files/' });
  const images = nodesOf(parseMarkdown(markdown), 'image');
  expect(images.map(({ url }) => url)).toEqual(Object.keys(files));
  expect(images.length).toBe(10);
  for (const { alt, url } of images) {
    expect(alt!.length).toBeGreaterThan(10);
    expect(url).toMatch(/^docs\/files\/[a-z0-9-]+\.(svg|png)$/);
  }
});

test('charts are SVG and pictures are PNG', () => {
  const { files } = render(...sampleBlocks());
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') {
      expect(path).toMatch(/\.svg$/);
      expect(content).toMatch(/^<svg xmlns=/);
    } else {
      expect(path).toMatch(/\.png$/);
      expect(decode(content).width).toBeGreaterThan(500);
    }
  }
});

test('figures of one title have names of their own, and files may lie beside the document', () => {
  const bars = sampleBlocks('Growth: é').find(({ kind }) => kind === 'bars')!;
  const { files } = renderMarkdown({ title: 'T', blocks: [bars, bars] }, { assets: '' });
  expect(Object.keys(files)).toEqual(['growth-e.svg', 'growth-e-2.svg']);
});

test('lines are at most 120 characters long, but for tables and code', () => {
  const text = 'some words that go on and on, with `code of words` in them, '.repeat(8);
  const { markdown } = render(...sampleBlocks(text).filter(({ kind }) => kind !== 'code'));
  for (const line of markdown.split('\n')) if (!line.startsWith('|')) expect(line.length).toBeLessThanOrEqual(120);
});

test('headings follow the sections, and the title of a figure is not said twice', () => {
  const text: Block = { kind: 'text', paragraphs: ['x'] };
  const inner: Block = { kind: 'section', title: 'two', blocks: [text] };
  const { markdown } = render({ kind: 'section', title: 'one', blocks: [inner, { ...inner, title: '' }] });
  const headings = nodesOf(parseMarkdown(markdown), 'heading').map((node) => `${node.depth}${textOf(node)}`);
  expect(headings).toEqual(['1T', '2one', '3two']);
});

test('columns of a table are aligned in the source, and numbers stand right', () => {
  const rows = [
    ['a', 1],
    ['a | b', 22222],
  ];
  const { markdown } = render({ kind: 'table', columns: [{ name: 'name' }, { name: 'value' }], rows });
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  const [table] = nodesOf(parseMarkdown(markdown), 'table');
  expect(table!.align).toEqual([null, 'right']);
  expect(table!.children.map((row) => row.children.map(textOf))).toEqual([
    ['name', 'value'],
    ['a', '1'],
    ['a | b', '22222'],
  ]);
});

test('claims begin with a table of claims and verdicts', () => {
  const { markdown } = render(sampleBlocks('x').find(({ kind }) => kind === 'claims')!);
  const { children } = parseMarkdown(markdown);
  expect(children.map(({ type }) => type)).toEqual(['heading', 'table', 'list']);
});

test('code is as it was, whatever stands in it', () => {
  const code = nodesOf(parseMarkdown(render({ kind: 'code', text: 'a\n```\n`b` *c*\n' }).markdown), 'code');
  expect(code.map(({ value }) => value)).toEqual(['a\n```\n`b` *c*']);
});

test('the same document gives the same bytes, and blocks without anything are no error', () => {
  expect(renderMarkdown(sampleDocument(), { assets: 'a' })).toEqual(renderMarkdown(sampleDocument(), { assets: 'a' }));
  expect(Object.keys(render(...emptyBlocks).files)).toEqual([]);
});

test('a table that is no rectangle is refused', () => {
  expect(() => render({ kind: 'table', columns: [{ name: 'a' }], rows: [[1, 2]] })).toThrow(ShapeError);
});
