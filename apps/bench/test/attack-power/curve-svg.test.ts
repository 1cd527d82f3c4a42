import { expect, test } from 'vitest';
import { curveSvg } from '../../src/attack-power/report/curve-svg.ts';

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
  expect(svg).toContain('<path d="M44 236L216 135L388 34"');
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 400 \d+"/);
  expect(svg).toContain('aria-label="quality &lt; time"');
  expect(svg).toContain('>one &amp; only</text>');
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
