import { expect, test } from 'vitest';
import { kktSection } from '../../src/documents/kkt-section.ts';

test('one row a tensor, one column a set of points, and the sum of all tensors', () => {
  const columns = [
    { name: 'attack', byTensor: { first: 1, second: 2 } },
    { name: 'no points', byTensor: { first: 3, second: 4 } },
  ];
  expect(kktSection('by tensor', '', columns).blocks).toMatchObject([
    {
      kind: 'table',
      columns: [{ name: 'tensor' }, { name: 'attack' }, { name: 'no points' }],
      rows: [
        ['first', 1, 3],
        ['second', 2, 4],
        ['all', 3, 7],
      ],
    },
  ]);
});
