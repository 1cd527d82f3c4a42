import { expect, test } from 'vitest';
import type { Claim } from '../../src/document/document.ts';
import { renderHtml } from '../../src/html/render-html.ts';
import { renderMarkdown } from '../../src/markdown/render-markdown.ts';
import { caseTable, groupClaims } from '../../src/tables/case-table.ts';
import { renderTerminal } from '../../src/terminal/render-terminal.ts';

const claim = (shift: number, ...names: string[]): Claim => ({
  claim: 'It stays secret.',
  case: [{ name: 'shift', value: shift }],
  rule: 'Agrees if nobody finds it.',
  measured: names.map((name) => ({ name, value: shift * 10 })),
  verdict: shift > 1 ? 'agrees' : 'disagrees',
});
const other: Claim = { claim: 'Another.', rule: 'Agrees.', measured: [], verdict: 'undecided' };

test('claims that differ in their case alone stand together', () => {
  const groups = groupClaims([claim(0.5, 'found'), other, claim(5, 'found')]);
  expect(groups.map(({ claims }) => claims.length)).toEqual([2, 1]);
  expect(groups[0]!.claims.map(({ verdict }) => verdict)).toEqual(['disagrees', 'agrees']);
});

test('few cases are columns, many are rows; what a case has not measured is empty', () => {
  const few = caseTable([claim(0.5, 'found'), claim(5, 'found', 'rank')]);
  expect(few.columns).toHaveLength(3);
  expect(few.rows.map(([name]) => name)).toEqual(['verdict', 'found', 'rank']);
  expect(few.rows[2]).toEqual(['rank', null, 50]);
  const many = caseTable([1, 2, 3, 4].map((shift) => claim(shift, 'found')));
  expect(many.columns.map(({ name }) => name)).toEqual(['case', 'verdict', 'found']);
  expect(many.rows).toHaveLength(4);
});

test('the rule of several cases is written once', () => {
  const document = {
    title: 't',
    blocks: [{ kind: 'claims' as const, claims: [claim(0.5, 'found'), claim(5, 'found')] }],
  };
  const texts = [
    renderHtml(document),
    renderMarkdown(document, { assets: '' }).markdown,
    renderTerminal(document, { columns: 100 }),
  ];
  for (const text of texts) {
    expect(text.split('Agrees if nobody finds it.')).toHaveLength(2);
    expect(text).toContain('shift 0.5');
    expect(text).toContain('50');
  }
});
