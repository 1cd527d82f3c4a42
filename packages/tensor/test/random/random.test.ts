import { DomainError, makeRandom, ShapeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

describe('makeRandom', () => {
  test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => makeRandom(seed)).toThrow(DomainError);
  });

  test('uniform has mean 1/2, variance 1/12 and stays in [0, 1)', () => {
    const random = makeRandom(5);
    const { mean, variance, smallest, largest } = moments(200_000, () => random.uniform());
    // Five standard errors: sqrt(1/12/n) = 6.5e-4, and sqrt(1/180/n) = 1.7e-4 for the variance.
    expect(Math.abs(mean - 0.5)).toBeLessThan(3.3e-3);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(8.5e-4);
    expect(smallest).toBeGreaterThanOrEqual(0);
    expect(largest).toBeLessThan(1);
  });

  test('normal has mean 0, variance 1, skewness 0 and kurtosis 3', () => {
    const random = makeRandom(6);
    const { mean, variance, third, fourth } = moments(200_000, () => random.normal());
    // Five standard errors: 1, sqrt 2, sqrt 15 and sqrt 96 over sqrt n.
    expect(Math.abs(mean)).toBeLessThan(0.0112);
    expect(Math.abs(variance - 1)).toBeLessThan(0.0159);
    expect(Math.abs(third)).toBeLessThan(0.0434);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.11);
  });

  test('consecutive normals, the spare one too, are uncorrelated', () => {
    const random = makeRandom(7);
    let product = 0;
    for (let pair = 0; pair < 100_000; pair++) product += random.normal() * random.normal();
    expect(Math.abs(product / 100_000)).toBeLessThan(0.016);
  });

  test('every permutation of three comes up equally often', () => {
    const random = makeRandom(8);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 60_000; draw++) {
      const key = random.permutation(3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquared = [...counts.values()].reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(25.7); // 5 degrees of freedom, p = 1e-4
  });

  test('refuses an empty range of integers and a negative length', () => {
    const random = makeRandom(1);
    expect(() => random.integer(3, 3)).toThrow(DomainError);
    expect(() => random.integer(0, 1.5)).toThrow(DomainError);
    expect(() => random.permutation(-1)).toThrow(DomainError);
    expect(random.permutation(0)).toEqual([]);
  });

  test('refuses impossible shapes', () => {
    const random = makeRandom(1);
    expect(() => random.uniformTensor([-1, -1], 0, 1)).toThrow(ShapeError);
    expect(() => random.normalTensor([1.5], 1)).toThrow(ShapeError);
    expect(() => random.sphereTensor(-1, 2, 1)).toThrow(ShapeError);
  });

  test('tensors hold the stream in row-major order, scaled', () => {
    const uniform = makeRandom(9).uniformTensor([2, 3], -1, 3);
    const normal = makeRandom(9).normalTensor([2, 2], 0.5, 'float32');
    const [stream, other] = [makeRandom(9), makeRandom(9)];
    expect([...uniform.data]).toEqual(Array.from({ length: 6 }, () => -1 + 4 * stream.uniform()));
    expect([...normal.data]).toEqual(Array.from({ length: 4 }, () => Math.fround(0.5 * other.normal())));
    expect(normal.dtype).toBe('float32');
    expect(uniform.shape).toEqual([2, 3]);
  });

  test('directions on the sphere have mean 0 and second moment r^2 / d in every coordinate', () => {
    const [count, dimension, radius] = [20_000, 5, 3];
    const { data } = makeRandom(10).sphereTensor(count, dimension, radius);
    for (let axis = 0; axis < dimension; axis++) {
      const { mean, variance } = moments(count, (index) => data[index * dimension + axis]!);
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(9 / 5 / count));
      expect(Math.abs(variance - 9 / 5)).toBeLessThan(0.08);
    }
  });
});

function moments(
  count: number,
  draw: (index: number) => number,
): { mean: number; variance: number; third: number; fourth: number; smallest: number; largest: number } {
  const values = Float64Array.from({ length: count }, (_, index) => draw(index));
  const mean = values.reduce((total, value) => total + value, 0) / count;
  const central = (power: number): number =>
    values.reduce((total, value) => total + (value - mean) ** power, 0) / count;
  const [smallest, largest] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
  return { mean, variance: central(2), third: central(3), fourth: central(4), smallest, largest };
}
