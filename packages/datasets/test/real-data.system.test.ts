import { findRealData } from '@noprior/test-resources';
import { expect, test } from 'vitest';
import { loadDataset } from '../src/index.ts';

const [mnist, cifar10] = [findRealData('mnist'), findRealData('cifar10')];

test.skipIf(mnist.isAbsent)(
  'MNIST: 250 per class are 1000 different digits with the statistics of handwriting',
  async () => {
    const split = await loadDataset({ dataset: 'mnist', perClass: 250, seed: 1, dataDir: mnist.folder });
    const { training, heldOut, preprocessing } = split;
    expect(training.x.shape).toEqual([500, 784]);
    expect(new Set([...training.sourceIndex, ...heldOut.sourceIndex]).size).toBe(1000);
    const mean = Float64Array.from(preprocessing.mean.data);
    const average = mean.reduce((sum, value) => sum + value, 0) / 784;
    // The published mean of MNIST is 0.1307 (training) and 0.1325 (test).
    expect(average).toBeGreaterThan(0.115);
    expect(average).toBeLessThan(0.15);
    expect(mean[0]).toBe(0);
    for (const column of [300, 400, 500]) {
      const sum = Array.from({ length: 500 }, (_, row) => training.x.data[784 * row + column]!).reduce(
        (a, b) => a + b,
        0,
      );
      expect(sum).toBeCloseTo(0, 10);
    }
  },
);

test.skipIf(mnist.isAbsent)('MNIST: one digit against the rest', async () => {
  const split = await loadDataset({
    dataset: 'mnist',
    perClass: 5,
    labels: 'one-vs-rest:0',
    seed: 1,
    dataDir: mnist.folder,
  });
  // A zero is bright around its blank middle.
  const { x, y } = split.training;
  const middle = (row: number): number => x.data[784 * row + 14 * 28 + 14]!;
  const mean = (label: number): number =>
    Array.from(y.data, (value, row) => (value === label ? middle(row) / 5 : 0)).reduce((a, b) => a + b, 0);
  expect(mean(1)).toBeLessThan(mean(-1));
});

test.skipIf(cifar10.isAbsent)('CIFAR-10: vehicles against animals', async () => {
  const split = await loadDataset({ dataset: 'cifar10', perClass: 100, seed: 1, dataDir: cifar10.folder });
  expect(split.training.x.shape).toEqual([200, 3072]);
  expect(Object.keys(split.checksums)).toEqual(['data_batch_1.bin']);
  const mean = Float64Array.from(split.preprocessing.mean.data);
  const channels = [0, 1, 2].map(
    (channel) => mean.slice(1024 * channel, 1024 * (channel + 1)).reduce((a, b) => a + b) / 1024,
  );
  // The published channel means of CIFAR-10 are 0.491, 0.482 and 0.447.
  for (const [channel, published] of [0.491, 0.482, 0.447].entries()) {
    expect(Math.abs(channels[channel]! - published)).toBeLessThan(0.06);
  }
});
