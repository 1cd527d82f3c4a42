import { fromNested } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { type AttackDocumentInput, attackDocument } from '../../src/documents/attack-document.ts';
import { renderHtml } from '../../src/html/render-html.ts';
import { renderTerminal } from '../../src/terminal/render-terminal.ts';

const input: AttackDocumentInput = {
  method: 'Rows',
  facts: [{ name: 'iterations', value: 3 }],
  settings: [],
  knowledge: undefined,
  records: [
    { iteration: 0, seconds: 0, values: { loss: 8 } },
    { iteration: 2, seconds: 1, values: { loss: 2, other: 5 } },
  ],
  points: fromNested([
    [0, 1],
    [1, 0],
    [0.5, 0.5],
  ]),
  multipliers: fromNested([3, 2, 1]),
  predicted: fromNested([0, 1, 1]),
  memberScore: fromNested([0.1, 0.9, 0.8]),
  preprocessing: undefined,
};

const sectionOf = (title: string, given = input) =>
  attackDocument(given).blocks.find((block) => block.kind === 'section' && block.title === title);

test('predicted members are listed with score and multiplier; points where none is predicted', () => {
  expect(sectionOf('Predicted members')).toMatchObject({
    blocks: [
      {
        kind: 'table',
        rows: [
          [1, 0.9, 2],
          [2, 0.8, 1],
        ],
      },
    ],
  });
  const none = sectionOf('Points', { ...input, predicted: undefined, memberScore: undefined });
  expect(none).toMatchObject({
    blocks: [
      {
        rows: [
          [0, null, 3],
          [1, null, 2],
          [2, null, 1],
        ],
      },
    ],
  });
});

test('the course has a curve of the first number, and first and last value of all', () => {
  expect(sectionOf('Course of the run')).toMatchObject({
    blocks: [
      {
        kind: 'curves',
        title: 'loss',
        series: [
          {
            points: [
              [0, 8],
              [2, 2],
            ],
          },
        ],
      },
      {
        kind: 'table',
        rows: [
          ['loss', 8, 2, 2],
          ['other', 5, 5, 1],
        ],
      },
    ],
  });
  expect(sectionOf('Course of the run', { ...input, records: [] })).toBeUndefined();
});

test('points of a model of images are drawn, in the terminal only counted', () => {
  const preprocessing = { imageShape: [1, 1, 2] as const, pixelRange: [0, 1] as const };
  const document = attackDocument({ ...input, preprocessing });
  expect(renderHtml(document).match(/<img /g)).toHaveLength(2);
  expect(renderTerminal(document, { columns: 80 })).toContain('Rows');
});
