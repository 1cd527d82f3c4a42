import { checkMaxMarginNetwork, checkSeparates } from '@noprior/certificate';
import { makeNetwork, type ReluNetwork } from '@noprior/relu-models';
import { fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, test } from 'vitest';

const make = (options: object): ReluNetwork =>
  makeNetwork({ inputSize: 2, hiddenSizes: [3], initialisation: 'pytorch', seed: 1, ...options });

describe('checkMaxMarginNetwork', () => {
  test.each([
    ['several outputs', make({ outputSize: 3 }), 'SHAPE', /3 outputs/],
    ['a bias above the first layer', make({ bias: 'all' }), 'DOMAIN', /bias/],
    ['a regression', { ...make({}), metadata: { training: '{"sampleLoss":"squared"}' } }, 'DOMAIN', /squared/],
  ])('%s', (_, network, code, message) => {
    const check = () => checkMaxMarginNetwork('certify', network);
    expect(check).toThrow(expect.objectContaining({ code, message: expect.stringMatching(/^certify: network /) }));
    expect(check).toThrow(message);
  });

  test('one output and a bias in the first layer pass', () => {
    expect(() => checkMaxMarginNetwork('certify', make({ bias: 'first' }))).not.toThrow();
  });
});

describe('checkSeparates', () => {
  /** Phi(x) = max(0, x_1) - max(0, -x_1) = x_1 */
  const network: ReluNetwork = {
    layers: [
      {
        weight: fromNested([
          [1, 0],
          [-1, 0],
        ]),
      },
      { weight: fromNested([[1, -1]]) },
    ],
  };
  const x = fromNested([
    [2, 5],
    [-3, 1],
    [0.5, 0],
  ]);
  const check = (y: number[]) => checkSeparates('refine', openReference(), network, { x, y: fromNested(y) });

  test('every sample on its side passes', async () => {
    await expect(check([1, -1, 1])).resolves.toBeUndefined();
  });

  test('counts those that are not, and names the smallest margin', async () => {
    await expect(check([1, 1, -1])).rejects.toMatchObject({
      code: 'DOMAIN',
      message: expect.stringMatching(/^refine: network is wrong about 2 of these 3 samples .*-3\.00/),
    });
  });

  test('labels other than -1 and 1', async () => {
    await expect(check([1, -1, 2])).rejects.toMatchObject({
      code: 'DOMAIN',
      message: expect.stringContaining('labels'),
    });
  });
});
