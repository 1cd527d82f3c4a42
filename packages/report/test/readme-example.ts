import { barSection, curveSection, renderReport, tableSection } from '@noprior/report';

const points = [250, 500, 1000].map((n) => [n, 0.05 * n] as const);

export const page = renderReport({
  title: 'A page',
  lead: 'Charts and a table from plain values.',
  sections: [
    curveSection({
      title: 'Growth',
      note: 'Twice the size, twice the time.',
      series: [{ name: 'method', detail: 'slope 1', points }],
      xName: 'n',
      yName: 'ms',
    }),
    barSection({
      title: 'At n = 1000',
      note: '',
      bars: [
        { name: 'method', value: 50, spread: [47, 58], kind: 0, cells: ['50 ms'] },
        { name: 'another', value: 800, kind: 1, cells: ['800 ms'] },
      ],
      kinds: [
        { name: 'ours', pattern: 'full' },
        { name: 'theirs', pattern: 'hatched' },
      ],
      columns: [{ name: 'time' }],
      unit: 'ms',
      spreadName: '10th to 90th percentile',
    }),
    tableSection({ title: 'Numbers', note: '', columns: ['n', 'ms'], rows: points.map(([n, ms]) => [`${n}`, ms]) }),
  ],
  footer: ['seed 1'],
});
// '<!doctype html>...', one page that loads nothing
