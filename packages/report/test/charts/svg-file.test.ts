import { expect, test } from 'vitest';
import { makeChart } from '../../src/charts/make-chart.ts';
import { svgFile } from '../../src/charts/svg-file.ts';
import { checkHtml } from '../html/check-html.ts';
import { hostile, sampleBlocks } from '../sample-document.ts';

const files = sampleBlocks().flatMap((block) => {
  if (!['bars', 'curves', 'scatter', 'distribution'].includes(block.kind)) return [];
  return [[block.kind, svgFile(makeChart(block as Parameters<typeof makeChart>[0])!)] as const];
});

test.each(files)('a file of %s is sound, has a text alternative, and needs no style sheet', (_, svg) => {
  expect(checkHtml(svg)).toEqual([]);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*role="img" aria-label="[^"]+">/);
  expect(svg).toContain('<title>');
  expect(svg).not.toContain('var(--');
  expect(svg).not.toContain(hostile.slice(0, 8));
});

test('the legend stands in the file', () => {
  const names = ['a first curve', 'a curve whose name is so long that it needs more than one line of the legend below'];
  const series = names.map((name) => ({ name, points: [[1, 1] as const, [2, 3] as const] }));
  const svg = svgFile(makeChart({ kind: 'curves', title: '', x: { name: 'n' }, y: { name: 'm' }, series })!);
  const shown = [...svg.matchAll(/>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');
  for (const name of names) expect(shown).toContain(name);
});
