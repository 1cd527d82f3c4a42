import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { type DatasetOptions, type DatasetSplit, loadDataset } from '../src/index.ts';

const rowOf = ({ training, heldOut }: DatasetSplit, row: number): Float64Array => {
  const [count = 0, dimension = 0] = training.x.shape;
  const data = row < count ? training.x.data : heldOut.x.data;
  return Float64Array.from(data.subarray((row % count) * dimension, ((row % count) + 1) * dimension));
};

test.each(['sphere', 'toy2d', 'glyphs'] as const)(
  '%s: balanced, alternating, disjoint, the same for the same seed',
  async (dataset) => {
    const options: DatasetOptions = { dataset, perClass: 3, seed: 5 };
    const split = await loadDataset(options);
    expect([...split.training.y.data]).toEqual([-1, 1, -1, 1, -1, 1]);
    expect([...split.heldOut.y.data]).toEqual([-1, 1, -1, 1, -1, 1]);
    expect(split.training.sourceIndex).toEqual([0, 1, 2, 3, 4, 5]);
    expect(split.heldOut.sourceIndex).toEqual([6, 7, 8, 9, 10, 11]);
    expect(split.checksums).toEqual({});
    expect(await loadDataset(options)).toEqual(split);
    const rows = Array.from({ length: 12 }, (_, row) => rowOf(split, row).join());
    expect(new Set(rows).size).toBe(12);
    const another = await loadDataset({ ...options, seed: 6 });
    expect(rows).not.toContain(rowOf(another, 0).join());
  },
);

test.each(['sphere', 'toy2d', 'glyphs'] as const)(
  '%s: a larger training set begins with the smaller one',
  async (dataset) => {
    const small = await loadDataset({ dataset, perClass: 2, seed: 1, subtractMean: false });
    const large = await loadDataset({ dataset, perClass: 5, seed: 1, subtractMean: false });
    for (let row = 0; row < 4; row++) expect(rowOf(large, row)).toEqual(rowOf(small, row));
  },
);

test('sphere: unit norm, label by the sign of the first coordinate, spread over the sphere', async () => {
  const { training, heldOut, preprocessing } = await loadDataset({
    dataset: 'sphere',
    perClass: 500,
    seed: 2,
    dimension: 3,
  });
  expect(training.x.shape).toEqual([1000, 3]);
  const sums = [0, 0, 0];
  for (const { x, y } of [training, heldOut]) {
    for (let row = 0; row < 1000; row++) {
      const point = x.data.subarray(3 * row, 3 * row + 3);
      expect(Math.hypot(...point)).toBeCloseTo(1, 12);
      expect(Math.sign(point[0]!)).toBe(y.data[row]);
      for (let axis = 0; axis < 3; axis++) sums[axis]! += point[axis]! ** 2 / 2000;
    }
  }
  // A coordinate's square has mean 1/3 and variance 4/45: 2000 of them stay within 5 standard errors of 0.0067.
  for (const sum of sums) expect(Math.abs(sum - 1 / 3)).toBeLessThan(0.034);
  expect([...preprocessing.mean.data]).toEqual([0, 0, 0]);
  expect(preprocessing.imageShape).toBeUndefined();
  expect(preprocessing.pixelRange).toBeUndefined();
});

test('sphere: 784 dimensions unless others are asked for', async () => {
  expect((await loadDataset({ dataset: 'sphere', perClass: 1, seed: 0 })).training.x.shape).toEqual([2, 784]);
});

test('toy2d: points lie near their arcs', async () => {
  const { training } = await loadDataset({ dataset: 'toy2d', perClass: 200, seed: 3 });
  for (let row = 0; row < 400; row++) {
    const sign = -training.y.data[row]!;
    const x = sign * training.x.data[2 * row]! + 0.5;
    const y = sign * training.x.data[2 * row + 1]! + 0.25;
    expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(0.3);
    expect(y).toBeGreaterThan(-0.3);
  }
});

test('the mean that is subtracted is the training set’s, for both sets', async () => {
  const raw = await loadDataset({ dataset: 'glyphs', perClass: 2, seed: 1, subtractMean: false });
  const split = await loadDataset({ dataset: 'glyphs', perClass: 2, seed: 1 });
  const pixel = 14 * 28 + 14;
  const at = (row: number): number => rowOf(raw, row)[pixel]!;
  const mean = (at(0) + at(1) + at(2) + at(3)) / 4;
  expect(split.preprocessing.mean.data[pixel]).toBeCloseTo(mean, 15);
  for (let row = 0; row < 8; row++) expect(rowOf(split, row)[pixel]).toBeCloseTo(at(row) - mean, 15);
  expect(Math.max(...raw.preprocessing.mean.data)).toBe(0);
});

test('glyphs describe their images', async () => {
  const { preprocessing } = await loadDataset({ dataset: 'glyphs', perClass: 1, seed: 1 });
  expect(preprocessing.imageShape).toEqual([1, 28, 28]);
  expect(preprocessing.pixelRange).toEqual([0, 1]);
  expect(preprocessing.classes).toEqual(['open stroke', 'loop']);
});

test('options out of range are refused', async () => {
  const options: DatasetOptions = { dataset: 'sphere', perClass: 1, seed: 1 };
  for (const perClass of [0, -1, 1.5, Number.NaN]) {
    await expect(loadDataset({ ...options, perClass })).rejects.toThrow(DomainError);
  }
  for (const seed of [-1, 0.5, 2 ** 53]) await expect(loadDataset({ ...options, seed })).rejects.toThrow(DomainError);
  await expect(loadDataset({ ...options, dimension: 0 })).rejects.toThrow(/dimension must be an integer >= 1/);
  await expect(loadDataset({ ...options, dataset: 'toy2d', dimension: 3 })).rejects.toThrow(/for sphere only/);
  await expect(loadDataset({ ...options, labels: 'odd-even' })).rejects.toThrow(/labels of its own/);
  await expect(loadDataset({ ...options, dataset: 'mnist' })).rejects.toThrow(/pass dataDir/);
  await expect(loadDataset({ ...options, dataset: 'cifar10' })).rejects.toThrow(/pass dataDir/);
});
