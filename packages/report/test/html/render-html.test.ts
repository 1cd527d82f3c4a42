import { expect, test } from 'vitest';
import { type Block, renderHtml } from '../../src/index.ts';
import { emptyBlocks, sampleBlocks, sampleDocument } from '../sample-document.ts';
import { checkHtml } from './check-html.ts';

const section = (title: string, blocks: readonly Block[] = []): Block => ({ kind: 'section', title, blocks });
const page = (...blocks: Block[]): string => renderHtml({ title: 'T', blocks });

test('a page with every kind of block is sound and loads nothing', () => {
  expect(checkHtml(renderHtml(sampleDocument()))).toEqual([]);
});

test('nothing that comes from outside reaches the page as markup', () => {
  const html = renderHtml(sampleDocument());
  expect(html).not.toContain('<script');
  expect(html).not.toContain('alert("');
  expect(html).not.toContain('\u001b');
  const escaped =
    html.split('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; {a} {b|c}').length - 1;
  expect(escaped).toBe(html.split('alert(').length - 1);
  expect(escaped).toBeGreaterThan(100);
});

test('the security policy forbids scripts and every fetch', () => {
  expect(page()).toContain(
    `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`,
  );
});

test('the same document gives the same bytes', () => {
  const first = renderHtml(sampleDocument());
  renderHtml(sampleDocument('another'));
  expect(renderHtml(sampleDocument())).toBe(first);
});

test('20 pairs of noisy 28x28 images and two drawings of every chart stay below 500 kB', () => {
  expect(page(...sampleBlocks()).length).toBeLessThan(500_000);
});

test('sections come in order, with contents from three on', () => {
  const html = page(section('one'), { kind: 'text', paragraphs: ['between'] }, section('two'), section('three'));
  expect([...html.matchAll(/<h2 id="(s\d)-title">(\w+)/g)].map(([, id, title]) => [id, title])).toEqual([
    ['s1', 'one'],
    ['s3', 'two'],
    ['s4', 'three'],
  ]);
  expect(html).toContain('<a href="#s4">three</a>');
  expect(page(section('one'), section('two'))).not.toContain('<nav');
});

test('headings of sections in sections are one level deeper, and an empty title has none', () => {
  const html = page(
    section('one', [section('two', [section('three', [{ kind: 'text', paragraphs: ['x'] }])]), section('')]),
  );
  expect([...html.matchAll(/<h(\d)[^>]*>(\w+)</g)].map(([, level, title]) => `${level}${title}`)).toEqual([
    '1T',
    '2one',
    '3two',
    '4three',
  ]);
});

test('the title of a figure is not said twice', () => {
  const chart: Block = {
    kind: 'curves',
    title: 'Growth',
    x: { name: 'n' },
    y: { name: 'ms' },
    series: [{ name: 'a', points: [[1, 2]] }],
  };
  const headings = (html: string): string[] => [...html.matchAll(/<h[2-6][^>]*>(\w+)</g)].map(([, title]) => title!);
  expect(headings(page(section('Growth', [chart])))).toEqual(['Growth']);
  expect(headings(page(section('Times', [chart])))).toEqual(['Times', 'Growth']);
});

test('tones and verdicts are words as well as colours', () => {
  const html = page(...sampleBlocks('x'));
  for (const word of ['Leak', 'No leak found', 'Fact', 'Read with care', 'Agrees', 'Disagrees', 'Undecided'])
    expect(html).toContain(`<span class="tone">${word}</span>`);
});

test('claims begin with a table of claims and verdicts', () => {
  const html = page(section('Claims', [sampleBlocks('x').find(({ kind }) => kind === 'claims')!]));
  const [table, items] = [html.indexOf('<table>'), html.indexOf('class="findings"')];
  expect(table).toBeGreaterThan(0);
  expect(items).toBeGreaterThan(table);
  expect(html.slice(table, items).match(/<tr>/g)).toHaveLength(4);
});

test('a page without anything, and blocks without anything, are sound', () => {
  expect(checkHtml(renderHtml({ title: '', blocks: [] }))).toEqual([]);
  expect(checkHtml(page(...emptyBlocks))).toEqual([]);
});
