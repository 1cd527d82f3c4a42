import { expect, test } from 'vitest';
import {
  controlsTableSection,
  distributionSection,
  factsSection,
  imageSection,
  lossSection,
  settingSection,
  tableSection,
  tensorTableSection,
} from '../../src/index.ts';

const caption = { title: 'T', note: 'N' };

test('figures and scores say what they do not prove, in the words given, in their own, or not at all', () => {
  const sections = (limit: { readonly doesNotProve?: string }) => [
    lossSection({ ...caption, ...limit, series: [] }),
    tensorTableSection({ ...caption, ...limit, columns: [], rows: [] }),
    imageSection({ ...caption, ...limit, imageShape: [1, 2, 2], pairs: [] }),
    distributionSection({ ...caption, ...limit, groups: [], xName: 'x' }),
    controlsTableSection({ ...caption, ...limit, columns: [], rows: [] }),
  ];
  for (const section of sections({})) expect(section.doesNotProve).not.toBe('');
  for (const section of sections({ doesNotProve: 'x.' })) expect(section.doesNotProve).toBe('x.');
  for (const section of sections({ doesNotProve: '' })) expect(section.doesNotProve).toBe('');
  expect(tableSection({ ...caption, columns: [], rows: [] }).doesNotProve).toBe('');
});

test('facts are given as pairs or as facts', () => {
  const { blocks } = factsSection('F', [['n', 2], { name: 'm', value: null, note: 'why' }]);
  expect(blocks).toEqual([
    {
      kind: 'facts',
      facts: [
        { name: 'n', value: 2 },
        { name: 'm', value: null, note: 'why' },
      ],
    },
  ]);
});

test('a pair of images is a picture, the original above', () => {
  const pair = { original: [0], candidate: [1], score: 0.5, label: 'odd' };
  const { blocks } = imageSection({ ...caption, imageShape: [1, 1, 1], pairs: [pair] });
  expect(blocks).toMatchObject([{ kind: 'pictures', pictures: [{ images: [[0], [1]], score: 0.5, label: 'odd' }] }]);
});

test('a setting has facts and both sides of the threat model', () => {
  const section = settingSection({ facts: [['net', '2-1']], attackerKnows: ['k'], attackerLacks: [] });
  expect(section.blocks.map(({ kind }) => kind)).toEqual(['facts', 'lists']);
  expect(section.blocks[1]).toMatchObject({
    lists: [
      { items: ['k'], sign: '+' },
      { items: [], sign: '−' },
    ],
  });
});
