import { expect, test } from 'vitest';
import { curveSection } from '../src/curve-section.ts';
import type { CurveSeries } from '../src/document/chart-blocks.ts';

const render = (series: readonly CurveSeries[]): string =>
  curveSection({ title: 'T', note: '', xName: 'n', yName: 'ms', series }).render('s1');

test('marks stand at the measured sizes, and the legend has the details', () => {
  const html = render([
    {
      name: 'a',
      detail: 'slope 1',
      points: [
        [250, 5],
        [500, 10],
        [2000, 40],
      ],
    },
  ]);
  for (const mark of ['250', '500', '2000', '10', '100']) expect(html).toContain(`>${mark}</text>`);
  expect(html).not.toContain('>1000</text>');
  expect(html).toContain('a <span class="detail">slope 1</span>');
  expect(html).toContain('ms by n, both axes logarithmic.');
});

test('a power law is a straight line', () => {
  const html = render([{ name: 'a', detail: '', points: [1, 2, 4, 8].map((n) => [n, 3 * n ** 2] as const) }]);
  const line = /<path d="M([^"]*)" fill="none" stroke="var\(--series-1\)"/.exec(html)![1]!;
  const points = line.split(/[ML]/).map((point) => point.trim().split(' ').map(Number));
  expect(points).toHaveLength(4);
  const slopes = points.slice(1).map(([x, y], index) => (y! - points[index]![1]!) / (x! - points[index]![0]!));
  for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0]!, 2);
});

test('curves differ without colour', () => {
  const points = [
    [1, 1],
    [2, 2],
  ] as const;
  const html = render(['a', 'b', 'c'].map((name) => ({ name, detail: '', points })));
  expect(new Set([...html.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash)).size).toBeGreaterThan(1);
});

test('what has no logarithm is left out, and nothing at all is said', () => {
  expect(
    render([
      {
        name: 'a',
        detail: '',
        points: [
          [0, 1],
          [1, 0],
          [2, Number.NaN],
        ],
      },
    ]),
  ).toContain('No point to draw.');
  expect(render([])).toContain('No point to draw.');
});

test('one point has an axis, too', () => {
  expect(render([{ name: 'a', detail: '', points: [[40, 3]] }])).toContain('>40</text>');
});
