import { expect, test } from 'vitest';
import {
  controlsTableSection,
  distributionSection,
  imageSection,
  lossSection,
  type Report,
  renderReport,
  settingSection,
  tensorTableSection,
  textSection,
} from '../src/index.ts';
import { checkHtml } from './check-html.ts';
import { hostile, sampleReport } from './sample-report.ts';

test('a page with every section is sound and loads nothing', () => {
  expect(checkHtml(renderReport(sampleReport()))).toEqual([]);
});

test('nothing that comes from outside reaches the page as markup', () => {
  const page = renderReport(sampleReport());
  expect(page).not.toContain('<script');
  expect(page).not.toContain('alert("');
  const escaped =
    page.split('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; {a} {b|c}').length - 1;
  expect(escaped).toBe(page.split('alert(').length - 1);
  expect(escaped).toBeGreaterThan(60);
});

test('the security policy forbids scripts and every fetch', () => {
  expect(renderReport(sampleReport())).toContain(
    `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`,
  );
});

test('the same report gives the same bytes, however many charts were drawn before', () => {
  const first = renderReport(sampleReport());
  renderReport(sampleReport('another'));
  expect(renderReport(sampleReport())).toBe(first);
});

test('20 and 20 pairs of noisy 28x28 images stay below 1 MB', () => {
  expect(renderReport(sampleReport()).length).toBeLessThan(1_000_000);
});

test('sections come in order, with contents from three sections on', () => {
  const report = (titles: string[]): Report => ({
    title: 'T',
    lead: 'L',
    sections: titles.map((title) => textSection(title, [])),
    footer: [],
  });
  const page = renderReport(report(['one', 'two', 'three']));
  expect([...page.matchAll(/<h2 id="(s\d)-title">(\w+)/g)].map(([, id, title]) => [id, title])).toEqual([
    ['s1', 'one'],
    ['s2', 'two'],
    ['s3', 'three'],
  ]);
  expect(page).toContain('<a href="#s3">three</a>');
  expect(renderReport(report(['one', 'two']))).not.toContain('<nav');
});

test('a page without anything is sound', () => {
  expect(checkHtml(renderReport({ title: '', lead: '', sections: [], footer: [] }))).toEqual([]);
});

test('empty sections say so and are sound', () => {
  const caption = { title: hostile, note: '' };
  const sections = [
    settingSection({ facts: [], attackerKnows: [], attackerLacks: [] }),
    lossSection({ ...caption, series: [] }),
    tensorTableSection({ ...caption, columns: [], rows: [] }),
    imageSection({ ...caption, imageShape: [1, 28, 28], pairs: [] }),
    distributionSection({ ...caption, groups: [], xName: 'x' }),
    controlsTableSection({ ...caption, columns: [], rows: [] }),
  ];
  const page = renderReport({ title: 'T', lead: 'L', sections, footer: [] });
  expect(checkHtml(page)).toEqual([]);
  for (const words of ['No point to draw.', 'No row.', 'No image.', 'No value to draw.']) expect(page).toContain(words);
});
