import { ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { controlsTableSection } from '../src/controls-table-section.ts';
import { renderTable } from '../src/table.ts';
import { tensorTableSection } from '../src/tensor-table-section.ts';

test('numbers have 4 significant digits and stand right, what is missing is a dash', () => {
  const html = renderTable(
    {
      columns: ['name', 'a', 'b'],
      rows: [
        ['x', 0.123456, null],
        ['y', Number.NaN, 20],
      ],
    },
    'T',
  );
  expect(html).toContain('<th scope="row">x</th><td class="number">0.1235</td><td class="number">–</td>');
  expect(html).toContain('<th scope="row">y</th><td class="number">–</td><td class="number">20</td>');
  expect(html).toContain('<th scope="col">name</th><th scope="col" class="number">a</th>');
});

test('a column with text stands left', () => {
  const html = renderTable(
    {
      columns: ['name', 'a'],
      rows: [
        ['x', 1],
        ['y', 'none'],
      ],
    },
    'T',
  );
  expect(html).toContain('<td>1</td>');
  expect(html).toContain('<td>none</td>');
});

test('bars are shares of the largest number of the row', () => {
  const html = renderTable(
    {
      columns: ['name', 'a', 'b', 'c', 'd'],
      rows: [
        ['x', 5, 20, -1, null],
        ['zero', 0, 0, 0, 0],
      ],
      bars: true,
    },
    'T',
  );
  expect([...html.matchAll(/width:([\d.]+)%/g)].map((match) => match[1])).toEqual([
    ...['25.0', '100.0', '0.0'],
    ...['0.0', '0.0', '0.0', '0.0'],
  ]);
});

test('every row needs a cell for each column', () => {
  expect(() => renderTable({ columns: ['a', 'b'], rows: [['x', 1], ['y']] }, 'T')).toThrow(ShapeError);
  const caption = { title: 'T', note: '' };
  const ragged = { ...caption, columns: ['a'], rows: [{ name: 'x', values: [1, 2] }] };
  expect(() => tensorTableSection(ragged).render('s1')).toThrow(ShapeError);
  expect(() => controlsTableSection({ ...caption, columns: ['a'], rows: [['x', 1]] }).render('s1')).toThrow(ShapeError);
});

test('the tables of tensors have bars unless told', () => {
  const options = { title: 'T', note: 'N', columns: ['attack'], rows: [{ name: 'W1', values: [333.9137] }] };
  const html = tensorTableSection(options).render('s1');
  expect(html).toContain('class="bar"');
  expect(html).toContain('333.9<');
  expect(html).toContain('<p class="note">N</p>');
  expect(tensorTableSection({ ...options, bars: false }).render('s1')).not.toContain('class="bar"');
});

test('a caption says what is not proved, in the words given or its own, or not at all', () => {
  const options = { title: 'T', note: '', columns: ['a'], rows: [] };
  expect(controlsTableSection(options).render('s1')).toContain('Does not prove:</strong> a leak by a score alone');
  expect(controlsTableSection({ ...options, doesNotProve: 'x.' }).render('s1')).toContain('prove:</strong> x.</p>');
  expect(controlsTableSection({ ...options, doesNotProve: '' }).render('s1')).not.toContain('Does not prove');
});
