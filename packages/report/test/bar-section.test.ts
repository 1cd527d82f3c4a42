import { expect, test } from 'vitest';
import { type BarSectionOptions, barSection } from '../src/bar-section.ts';

const options: BarSectionOptions = {
  title: 'T',
  note: 'N',
  kinds: [
    { name: 'own', pattern: 'full' },
    { name: 'peer', pattern: 'hatched' },
    { name: 'nobody', pattern: 'hollow' },
  ],
  columns: [{ name: 'median' }, { name: 'rel. error', short: 'err.' }],
  unit: 'ms',
  spreadName: 'lowest to highest',
  bars: [
    { name: 'fast', value: 10, spread: [8, 20], kind: 0, cells: ['10 ms', '1e-7'] },
    { name: 'slow', value: 1000, kind: 1, cells: ['1000 ms', '–'] },
    { name: 'gone', value: null, kind: 1, cells: ['not measured', ''] },
  ],
};
const drawings = (html: string): string[] => html.split('<svg class="drawing').slice(1);
const widthsOf = (svg: string): number[] =>
  [...svg.matchAll(/<path d="M([\d.]+) [\d.]+l([\d.]+) 0l0 12l-/g)].map((match) => Number(match[2]));

test('a bar ends where its value stands on the logarithmic axis', () => {
  const [wide, narrow] = drawings(barSection({ ...options, range: { min: 1, max: 1000 } }).render('s1'));
  const [fast] = widthsOf(wide!);
  // The plot is 920 - 250 - (2 * 88 + 8) = 486 pixels wide, and 10 is a third of three decades.
  expect(fast).toBeCloseTo(486 / 3, 1);
  expect(widthsOf(narrow!)[0]).toBeCloseTo((400 - 6 - 92) / 3, 0);
});

test('names, texts and the words for what is missing stand in both drawings', () => {
  const html = barSection(options).render('s1');
  for (const svg of drawings(html)) {
    for (const text of ['fast', '10 ms', 'slow', '1000 ms', 'gone', 'not measured'])
      expect(svg).toContain(`>${text}</text>`);
  }
  const [wide, narrow] = drawings(html);
  expect(wide).toContain('>rel. error</text>');
  expect(wide).toContain('>1e-7</text>');
  expect(narrow).toContain('>err. 1e-7</text>');
  expect(narrow).not.toContain('err. –');
});

test('axis, whiskers and the kinds that occur are explained, unless told not to', () => {
  const html = barSection(options).render('s1');
  expect(html).toContain('Axis: ms, logarithmic');
  expect(html).toContain('Whiskers: lowest to highest.');
  expect(html).toContain('<span>own</span>');
  expect(html).toContain('<span>peer</span>');
  expect(html).not.toContain('nobody');
  const bare = barSection({ ...options, key: false }).render('s1');
  expect(bare).not.toContain('Whiskers');
  expect(bare).not.toContain('legend');
});

test('the text alternative has the values', () => {
  expect(barSection(options).render('s1')).toContain(
    'aria-label="T, ms: fast 10 ms; slow 1000 ms; gone not measured."',
  );
});

test('without a value there is no chart', () => {
  const html = barSection({ ...options, bars: options.bars.slice(2) }).render('s1');
  expect(html).toBe('<p class="note">N</p><p class="empty">No value to draw.</p>');
});

test('what the axis cannot show is not drawn, and what lies beyond its ends stops there', () => {
  const bars = [0, Number.NaN, Number.POSITIVE_INFINITY, 1e9].map((value) => ({ ...options.bars[0]!, value }));
  const html = barSection({ ...options, bars, range: { min: 1, max: 1000 } }).render('s1');
  expect(html).not.toMatch(/NaN|Infinity/);
  expect(widthsOf(drawings(html)[0]!)).toEqual([486]);
  expect(barSection({ ...options, bars: bars.slice(0, 3).map(({ spread, ...bar }) => bar) }).render('s1')).toContain(
    'No value to draw.',
  );
});

test('marks are written as told', () => {
  const html = barSection({ ...options, format: (value) => `<${value}>` }).render('s1');
  expect(html).toContain('&lt;100&gt;');
});
