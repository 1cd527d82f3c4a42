import { expect, test } from 'vitest';
import { type DistributionSectionOptions, distributionSection } from '../src/distribution-section.ts';

const render = (options: Partial<DistributionSectionOptions>): string =>
  distributionSection({ title: 'T', note: 'N', xName: 'best cosine', groups: [], ...options }).render('s1');
const dotCount = (html: string, series: number): number =>
  html.split(new RegExp(`<path [^>]*fill="var\\(--series-${series}\\)"`)).length - 1;

test('each value is a dot in both drawings, in the colour of its group', () => {
  const html = render({
    groups: [
      { name: 'training', values: [0.9, 0.91, 0.5] },
      { name: 'held-out', values: [0.4, 0.3] },
    ],
  });
  expect([dotCount(html, 1), dotCount(html, 2)]).toEqual([6, 4]);
  expect(html).toContain('>training (3)</text>');
  expect(html).toContain('One dot: one value.');
});

test('the table has the numbers of the drawing', () => {
  const threshold = { name: 'held-out maximum', value: 0.61237 };
  const html = render({ groups: [{ name: 'training', values: [0.9, 0.8, 0.61237] }], threshold });
  expect(html).toContain('>above held-out maximum</th>');
  const cells = ['3', '2', '0.6124', '0.8000', '0.9000'].map((cell) => `<td class="number">${cell}</td>`).join('');
  expect(html).toContain(`<th scope="row">training</th>${cells}`);
  expect(html).toContain('Dashed: held-out maximum, 0.6124.');
  expect(html.split('stroke-dasharray')).toHaveLength(3);
});

test('many values are bars', () => {
  const values = Array.from({ length: 151 }, (_, index) => index / 150);
  const html = render({ groups: [{ name: 'a', values }] });
  expect(html).toContain('Height: share of the group');
  expect(dotCount(html, 1)).toBeLessThan(302);
});

test('values that are not finite are counted, not drawn', () => {
  const html = render({ groups: [{ name: 'a', values: [0.5, Number.NaN, Number.NEGATIVE_INFINITY] }] });
  expect(dotCount(html, 1)).toBe(2);
  expect(html).toContain('>not finite</th>');
  expect(html).toMatch(/<td class="number">2<\/td><\/tr>/);
});

test('a threshold that is not finite is no threshold', () => {
  const html = render({
    groups: [{ name: 'a', values: [0.5] }],
    threshold: { name: 'm', value: Number.NEGATIVE_INFINITY },
  });
  expect(html).not.toContain('Dashed');
  expect(html).toContain('<th scope="row">a</th><td class="number">1</td><td class="number">–</td>');
});

test('an empty group keeps its strip and its row', () => {
  const html = render({
    groups: [
      { name: 'a', values: [0.5, 0.7] },
      { name: 'none', values: [] },
    ],
  });
  expect(html).toContain('>none (0)</text>');
  expect(html).toContain('<th scope="row">none</th><td class="number">0</td><td class="number">–</td>');
  expect(html).not.toContain('NaN');
});
