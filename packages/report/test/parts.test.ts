import { ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { factsSection } from '../src/facts-section.ts';
import { groupSection } from '../src/group-section.ts';
import { tableSection } from '../src/table-section.ts';
import { textSection } from '../src/text-section.ts';

test('facts are labels with values', () => {
  expect(
    factsSection('F', [
      ['a<', 'b'],
      ['n', 0.12345],
    ]).render('s1'),
  ).toBe('<dl class="facts"><div><dt>a&lt;</dt><dd>b</dd></div><div><dt>n</dt><dd>0.1235</dd></div></dl>');
  expect(factsSection('F', []).render('s1')).toContain('No fact.');
});

test('a group has its parts in order, each with an id of its own', () => {
  const parts = [
    textSection('one <', ['a']),
    textSection('', ['b']),
    { title: '', render: (id: string) => `<i>${id}</i>` },
  ];
  const html = groupSection('G', parts).render('s2');
  expect(html).toBe(
    '<div class="part"><h3>one &lt;</h3><p>a</p></div>\n<div class="part"><p>b</p></div>\n<div class="part"><i>s2p3</i></div>',
  );
});

test('a table has its own way to write numbers, and can be folded', () => {
  const options = { title: 'T', note: '', columns: ['a', 'b'], rows: [['x', 1234.5]], format: () => '<n>' };
  const html = tableSection(options).render('s1');
  expect(html).toContain('<td class="number">&lt;n&gt;</td>');
  expect(html).not.toContain('Does not prove');
  expect(html).not.toContain('<details');
  expect(tableSection({ ...options, folded: true }).render('s1')).toMatch(/^<details><summary>.*<\/details>$/);
  expect(() => tableSection({ ...options, rows: [['x']] }).render('s1')).toThrow(ShapeError);
});
