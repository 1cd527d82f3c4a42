import { loadDataset } from '@noprior/datasets';
import { makeNetwork } from '@noprior/relu-models';
import { expect, test } from 'vitest';
import { bandEdges, visibilityOf, visibleBands } from '../../src/attack-power/visible-bands.ts';

test('every image is in one band, which begins at its edge', () => {
  const bands = visibleBands([1, 0.999, 0.998, 0.95, 0.3], [0.99, 0.5, 0.92, 0.91, 0.1], 0.915);
  expect(bands.map(({ from, images }) => [from, images])).toEqual([
    [0.999, 2],
    [0.99, 1],
    [0.98, 0],
    [0.95, 1],
    [0.9, 0],
    [0, 1],
  ]);
  expect(bands.map(({ found }) => found)).toEqual([1, 1, 0, 0, 0, 0]);
  expect(bands.map(({ above09 }) => above09)).toEqual([1, 1, 0, 1, 0, 0]);
  expect(visibleBands([], [], 0)).toHaveLength(bandEdges.length);
});

test('a layer that learned nothing shows nothing; one that holds the images shows them whole', async () => {
  const data = await loadDataset({ dataset: 'glyphs', perClass: 3, seed: 1 });
  const { x } = data.training;
  const [n, d] = x.shape as [number, number];
  const initial = makeNetwork({
    inputSize: d,
    hiddenSizes: [60],
    seed: 2,
    initialisation: 'scaled-first',
    scale: 1e-3,
  });
  const before = visibilityOf({ network: initial, data });
  expect(before.rank).toBe(0);
  expect(Math.max(...before.cosines)).toBe(0);

  const [first, ...rest] = initial.layers;
  const weight = Float64Array.from(first!.weight.data);
  const bias = Float64Array.from(first!.bias!.data);
  for (let row = 0; row < 60; row++) {
    const image = row % n;
    for (let k = 0; k < d; k++) weight[row * d + k]! += x.data[image * d + k]!;
    bias[row]! += 1;
  }
  const layer = {
    ...first!,
    weight: { ...first!.weight, data: weight },
    bias: { ...first!.bias!, data: bias },
  };
  const after = visibilityOf({ network: { ...initial, layers: [layer, ...rest] }, data });
  expect(after.rank).toBe(n);
  expect(Math.min(...after.cosines)).toBeGreaterThan(0.999);
});
