import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError, fromNested } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { expect, test } from 'vitest';
import { drawSplitDirection } from '../src/draw-split-direction.ts';

/** Phi(x) = max(0, x_1 + x_3): its input gradient at the points below is (1, 0, 1, 0). */
const network: ReluNetwork = { layers: [{ weight: fromNested([[1, 0, 1, 0]]) }, { weight: fromNested([[1]]) }] };
const candidates = {
  x: fromNested([
    [2, 0, 0, 0],
    [1, 3, 0, 0],
  ]),
  lambda: fromNested([1, 1]),
  y: fromNested([1, 1]),
};
const draw = (options: Omit<Parameters<typeof drawSplitDirection>[3], 'index'>) =>
  drawSplitDirection(openReference(), network, candidates, { index: 0, ...options });

test('random: a unit vector, another one for another seed', async () => {
  const v = await draw({ family: 'random', mode: 'stationarity' });
  expect(v.shape).toEqual([4]);
  expect(Math.hypot(...v.data)).toBeCloseTo(1, 12);
  expect((await draw({ family: 'random', mode: 'stationarity' })).data).toEqual(v.data);
  expect((await draw({ family: 'random', mode: 'stationarity', seed: 1 })).data).not.toEqual(v.data);
});

test('in mode kkt it is orthogonal to the input gradient', async () => {
  const [a, , c] = (await draw({ family: 'random' })).data;
  expect(a! + c!).toBeCloseTo(0, 12);
});

test('complement: orthogonal to all points, and then to the gradient, too', async () => {
  const free = (await draw({ family: 'complement', mode: 'stationarity' })).data;
  expect([free[0], free[1]]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  const kkt = (await draw({ family: 'complement' })).data;
  expect(Array.from(kkt, Math.abs)).toEqual([0, 0, 0, 1].map((value) => expect.closeTo(value, 12)));
});

test('points that span everything leave no direction', async () => {
  const plane = {
    ...candidates,
    x: fromNested([
      [1, 0],
      [0, 1],
    ]),
  };
  const flat: ReluNetwork = { layers: [{ weight: fromNested([[1, 0]]) }, { weight: fromNested([[1]]) }] };
  const drawn = drawSplitDirection(openReference(), flat, plane, { family: 'complement', index: 0 });
  await expect(drawn).rejects.toThrow(DomainError);
});
