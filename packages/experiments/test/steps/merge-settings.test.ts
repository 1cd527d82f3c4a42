import { expect, test } from 'vitest';
import { mergeSettings } from '../../src/steps/merge-settings.ts';

test('objects are merged, lists and numbers replaced, null removes', () => {
  const base = { seed: 1, prior: { box: 'known', candidatesPerClass: 4 }, alpha: 100, list: [{ a: 1 }, { b: 2 }] };
  const changes = { prior: { box: null, candidatesPerClass: 8 }, alpha: { from: 20, to: 300 }, list: [{ c: 3 }] };
  expect(mergeSettings(base, changes)).toEqual({
    seed: 1,
    prior: { candidatesPerClass: 8 },
    alpha: { from: 20, to: 300 },
    list: [{ c: 3 }],
  });
  expect(base.prior).toEqual({ box: 'known', candidatesPerClass: 4 });
});
