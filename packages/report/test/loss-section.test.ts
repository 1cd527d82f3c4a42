import { expect, test } from 'vitest';
import type { Point } from '../src/curve-envelope.ts';
import { type LossSectionOptions, lossSection } from '../src/loss-section.ts';

const render = (options: Partial<LossSectionOptions>): string =>
  lossSection({ title: 'T', note: 'N', series: [], ...options }).render('s1');
const steep: Point[] = [
  [0, 100],
  [1, 1],
  [2, 0.01],
];

test('the legend has the last value and the references as tables write them', () => {
  const html = render({
    series: [{ name: 'attack', points: steep }],
    reference: [{ name: 'oracle', value: 0.0187123 }],
  });
  expect(html).toContain('attack <span class="detail">0.01000 at iteration 2</span>');
  expect(html).toContain('oracle <span class="detail">0.01871</span>');
});

test('a curve over decades has a logarithmic axis with powers of ten', () => {
  const html = render({ series: [{ name: 'attack', points: steep }], yName: 'L_KKT' });
  expect(html).toContain('L_KKT (logarithmic axis) by iteration.');
  for (const mark of ['10⁻²', '10⁰', '10²']) expect(html).toContain(`>${mark}</text>`);
});

test('a flat curve has a linear axis unless told', () => {
  const points: Point[] = [
    [0, 335.3],
    [1, 333.3],
  ];
  expect(render({ series: [{ name: 'a', points }] })).toContain('(linear axis)');
  expect(render({ series: [{ name: 'a', points }], logY: true })).toContain('(logarithmic axis)');
});

test('the reference is a dashed line over the whole width, and only drawn where the axis reaches', () => {
  const dashed = (html: string): number => html.split('stroke-dasharray').length - 1;
  const series = [{ name: 'a', points: steep }];
  expect(dashed(render({ series }))).toBe(0);
  expect(dashed(render({ series, reference: [{ name: 'r', value: 1 }] }))).toBe(3);
  expect(dashed(render({ series, reference: [{ name: 'r', value: 0 }], logY: true }))).toBe(1);
  expect(dashed(render({ series, reference: [{ name: 'r', value: null }] }))).toBe(1);
});

test('points that cannot be drawn are counted', () => {
  const points: Point[] = [...steep, [3, 0], [4, Number.NaN], [5, -1]];
  const html = render({ series: [{ name: 'a', points }], logY: true });
  expect(html).toContain('3 points could not be drawn');
  expect(render({ series: [{ name: 'a', points: [...steep, [3, Number.NaN]] }] })).toContain('1 point could not');
  expect(render({ series: [{ name: 'a', points: steep }] })).not.toContain('could not');
});

test('one point is a dot', () => {
  const html = render({ series: [{ name: 'a', points: [[10, 2.5]] }] });
  expect(html).toContain('fill="var(--series-1)"');
  expect(html).toContain('2.500 at iteration 10');
  expect(html).not.toContain('NaN');
});

test('no point is said, not drawn', () => {
  const html = render({ series: [{ name: 'a', points: [] }] });
  expect(html).toContain('No point to draw.');
  expect(html).toContain('a <span class="detail">no point</span>');
  expect(html).not.toContain('<svg class="drawing');
});

test('both drawings scale and have a text alternative, and ids of their own', () => {
  const html = render({ series: [{ name: 'a', points: steep }] });
  expect(html).toContain('<svg class="drawing wide" viewBox="0 0 920 360" role="img" aria-label="T: loss by iteration');
  expect(html).toContain('<svg class="drawing narrow" viewBox="0 0 400 280" role="img"');
  expect(html).not.toMatch(/zr\d/);
  for (const [, id] of html.matchAll(/ id="([^"]+)"/g)) expect(id).toMatch(/^s1[wn]-/);
});
