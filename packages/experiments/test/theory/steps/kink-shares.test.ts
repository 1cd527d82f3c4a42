import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { kinkShares } from '../../../src/theory/steps/kink-shares.ts';

test('cosines by hand: 0, 0.001 and 1 to two units', async () => {
  const network = {
    layers: [
      {
        weight: fromNested([
          [2, 0],
          [0, 5],
        ]),
      },
      { weight: fromNested([[1, 1]]) },
    ],
  };
  const x = fromNested([
    [3, 0], // cosines 1 and 0
    [0.001, 1], // about 0.001 and 1
  ]);
  const shares = await kinkShares(openReference(), network, x, [0, 1e-4, 1e-2, 1]);
  expect(shares).toEqual([1 / 4, 1 / 4, 2 / 4, 1]);
});
