import { expect, test } from 'vitest';
import { curveSvg, roundUp } from '../../src/attack-power/report/curve-svg.ts';

const drawing = { title: 'quality < time', xName: 'seconds', yName: 'median cosine', yMax: 1 };
const lines = [
  {
    name: 'one & only',
    points: [
      [1, 0],
      [10, 0.5],
      [100, 1],
    ] as const,
  },
  { name: 'two', points: [[2, 0.25]] as const },
];

test('points lie on a logarithmic axis between the corners of the plot', () => {
  const svg = curveSvg({ ...drawing, lines });
  expect(svg).toContain('<path d="M44 236L210 135L376 34"');
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 400 \d+"/);
  expect(svg).toContain('aria-label="quality &lt; time"');
  expect(svg).toContain('>one &amp; only</text>');
});

test('the axis ends at a round number behind the last point, with marks at the powers of ten', () => {
  const svg = curveSvg({ ...drawing, lines: [{ name: 'long', points: [[0.2, 0] as const, [1800, 1] as const] }] });
  const marks = [...svg.matchAll(/text-anchor="middle"[^>]*>([^<]*)</g)].map(([, words]) => words);
  expect(marks).toEqual(['0.1', '1', '10', '100', '1000', 'seconds']);
  expect(svg).toContain('L372.5 34');
});

test.each([
  [1, 1],
  [1.01, 2],
  [31, 50],
  [0.07, 0.1],
  [500, 500],
])('%f rounded up is %f', (value, rounded) => {
  expect(roundUp(value)).toBeCloseTo(rounded, 12);
});

test('lines differ without colour: by dash and by mark', () => {
  const svg = curveSvg({
    ...drawing,
    lines: Array.from({ length: 5 }, (_, i) => ({ ...lines[0]!, name: `line ${i}` })),
  });
  const dashes = [...svg.matchAll(/<path d="M44[^>]*?>/g)].map(
    ([path]) => /stroke-dasharray="([^"]*)"/.exec(path)?.[1],
  );
  expect(new Set(dashes).size).toBe(5);
});

test('nothing to draw, or a time of 0, is refused', () => {
  expect(() => curveSvg({ ...drawing, lines: [{ name: 'none', points: [] }] })).toThrow(/no point to draw/);
  expect(() => curveSvg({ ...drawing, lines: [{ name: 'zero', points: [[0, 1]] }] })).toThrow(/above 0/);
});
