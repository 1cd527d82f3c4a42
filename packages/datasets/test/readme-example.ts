import { loadDataset } from '@noprior/datasets';

const { training, heldOut, preprocessing } = await loadDataset({ dataset: 'glyphs', perClass: 10, seed: 1 });

export const result = {
  shape: training.x.shape, // => [20, 784]
  labels: [...training.y.data.slice(0, 4)], // => [-1, 1, -1, 1]
  classes: preprocessing.classes, // => ['open stroke', 'loop']
  heldOut: heldOut.sourceIndex[0], // => 20
};
