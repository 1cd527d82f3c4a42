import { makeNetwork } from '@noprior/relu-models';
import { imageGrid } from '@noprior/report';
import { fromNested, makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { chooseImages, pictureGrids, tileOrder } from '../../src/attack-power/picture-grids.ts';
import type { Victim } from '../../src/attack-power/trained-victim.ts';

test('few images are all shown, the best matched first', () => {
  expect(chooseImages([0.2, 0.9, 0.5])).toEqual([{ name: 'all', images: [1, 2, 0] }]);
});

test('of many the best, and those around the median', () => {
  const cosines = Array.from({ length: 100 }, (_, i) => i / 100);
  const [best, median] = chooseImages(cosines);
  expect(best).toEqual({ name: 'best', images: Array.from({ length: 20 }, (_, i) => 99 - i) });
  expect(median).toEqual({ name: 'median', images: Array.from({ length: 20 }, (_, i) => 59 - i) });
});

test('tiles: every image of a row of the sheet has its own column', () => {
  expect(tileOrder(3, 2, 2)).toEqual([[0, 0], [1, 0], [0, 1], [1, 1], [2, 0], null, [2, 1], null]);
  expect(tileOrder(1, 3, 10)).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
  ]);
});

test('candidate at the norm of its image, the image, and the held-out image nearest to the candidate', () => {
  const mean = makeHostTensor([0.5, 0.5], [2]);
  const points = (x: number[][]) => ({
    name: 'by hand',
    x: fromNested(x),
    y: makeHostTensor(
      x.map(() => 1),
      [x.length],
    ),
    sourceIndex: x.map((_, index) => index),
  });
  const victim: Victim = {
    network: makeNetwork({ inputSize: 2, hiddenSizes: [3], seed: 0 }),
    data: {
      training: points([
        [0.3, 0],
        [0, 0.4],
      ]),
      heldOut: points([
        [0.1, 0.5],
        [0.5, 0.1],
      ]),
      preprocessing: { mean, imageShape: [1, 1, 2], classes: [], pixelRange: [0, 1] },
      checksums: {},
    },
    training: { loss: 1e-6, iterations: 1, seconds: 1 },
    noise: 1e-4,
  };
  const candidates = {
    x: fromNested([
      [5, 0],
      [0, -1],
      [0, 7],
    ]),
    lambda: makeHostTensor([1, 1, 1], [3]),
    y: makeHostTensor([1, 1, 1], [3]),
  };
  const match = (image: number, candidate: number, cosine: number) => ({
    ...{ image, candidate, cosine, label: 1, l2Candidate: 0, l2: 0 },
    ...{ ssim: null, dssim: null, ssimCandidate: null, voters: null },
  });
  const best = [match(0, 0, 0.9), match(1, 2, 1)];
  const [grid, ...others] = pictureGrids(victim, candidates, best, 'MNIST 4 images, KKT');
  expect(others).toEqual([]);
  expect(grid!.name).toBe('mnist-4-images-kkt-all.png');
  expect(grid!.title).toBe('MNIST 4 images, KKT, all images, cosine 1.00 to 0.90');
  // Image 1 comes first; its candidate (0, 7) is nearest to the held-out image (0.1, 0.5).
  const tiles = [
    [0.5, 0.9],
    [0.8, 0.5],
    [0.5, 0.9],
    [0.8, 0.5],
    [0.6, 1],
    [1, 0.6],
  ];
  expect(grid!.png).toEqual(imageGrid(tiles, [1, 1, 2], 2));
});
