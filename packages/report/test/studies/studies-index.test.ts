import { expect, test } from 'vitest';
import { studiesIndex } from '../../src/studies/studies-index.ts';

test('the index counts the verdicts of a claim over its cases', () => {
  const claim = (verdict: 'agrees' | 'disagrees' | 'undecided') =>
    ({ claim: 'It helps.', rule: '', measured: [], verdict }) as const;
  const study = { title: 'A', summary: { claims: [claim('agrees'), claim('agrees'), claim('undecided')], tables: [] } };
  const { blocks } = studiesIndex([{ title: 'T', file: 'a/README.md', studies: [study] }], ['bench'], []);
  expect(blocks[0]).toMatchObject({ kind: 'table', rows: [['It helps.', 'A', 2, 0, 1]] });
  expect(JSON.stringify(blocks[1])).toContain('bench');
});
