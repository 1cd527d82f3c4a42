import { type ReportDocument, renderHtml, renderMarkdown, renderTerminal } from '@noprior/report';

const points = [250, 500, 1000].map((n) => [n, 0.05 * n] as const);

const report: ReportDocument = {
  title: 'Time of a step',
  lead: 'Twice the size takes twice the time.',
  blocks: [
    {
      kind: 'section',
      title: 'Growth',
      blocks: [
        {
          kind: 'curves',
          title: 'Growth',
          x: { name: 'n', scale: 'log' },
          y: { name: 'ms', scale: 'log' },
          series: [{ name: 'method', detail: 'slope 1', points }],
        },
        {
          kind: 'table',
          columns: [{ name: 'n' }, { name: 'time', unit: 'ms' }],
          rows: [
            [250, { value: 12.53, interval: { low: 12.1, high: 12.9 } }],
            [500, 25.02],
            [1000, null],
          ],
        },
      ],
    },
  ],
  footer: ['seed 1'],
};

export const page = renderHtml(report);
// '<!doctype html>...', one page that loads nothing
export const { markdown, files } = renderMarkdown(report, { assets: 'figures' });
// '# Time of a step\n...', { 'figures/growth.svg': '<svg ...' }
export const text = renderTerminal(report, { columns: 80 });
// '...250  12.5 [12.1, 12.9]...'
