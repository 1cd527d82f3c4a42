import { nonnegativeLeastSquares } from '@noprior/linear-algebra';
import { DomainError, fromNested, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';

it('independent columns: each coordinate by itself', () => {
  const { coefficients, value, projectedGradient } = nonnegativeLeastSquares(
    fromNested([
      [2, 0],
      [0, 4],
    ]),
    fromNested([3, -1]),
  );
  expect([...coefficients]).toEqual([1.5, 0]);
  expect(value).toBe(-4.5);
  expect(projectedGradient).toBe(0);
});

it('a coordinate that is positive alone is dropped beside a better one', () => {
  // columns (1, 0) and (1, 1), target (0, 2): c_2 = 1 alone; unconstrained c = (-2, 2)
  const { coefficients } = nonnegativeLeastSquares(
    fromNested([
      [1, 1],
      [1, 2],
    ]),
    fromNested([0, 2]),
  );
  expect(coefficients[0]).toBe(0);
  expect(coefficients[1]).toBeCloseTo(1, 14);
});

it('n = 1', () => {
  expect([...nonnegativeLeastSquares(fromNested([[4]]), fromNested([2])).coefficients]).toEqual([0.5]);
  expect([...nonnegativeLeastSquares(fromNested([[4]]), fromNested([-2])).coefficients]).toEqual([0]);
});

it('targets that are all negative: nothing takes part', () => {
  const { coefficients, value, projectedGradient } = nonnegativeLeastSquares(
    fromNested([
      [1, 0.5],
      [0.5, 1],
    ]),
    fromNested([-1, -2]),
  );
  expect([...coefficients]).toEqual([0, 0]);
  expect([value, projectedGradient]).toEqual([0, 0]);
});

it('duplicate columns share the weight of one', () => {
  const { coefficients, value, projectedGradient } = nonnegativeLeastSquares(
    fromNested([
      [1, 1],
      [1, 1],
    ]),
    fromNested([2, 2]),
  );
  expect(coefficients[0]! + coefficients[1]!).toBeCloseTo(2, 12);
  expect(value).toBeCloseTo(-4, 12);
  expect(projectedGradient).toBeLessThan(1e-12);
});

it('a zero matrix: 0, and the certificate says where there is no minimum', () => {
  const zero = fromNested([
    [0, 0],
    [0, 0],
  ]);
  const solution = nonnegativeLeastSquares(zero, fromNested([0, 0]));
  expect([...solution.coefficients, solution.value, solution.projectedGradient]).toEqual([0, 0, 0, 0]);
  expect(nonnegativeLeastSquares(zero, fromNested([3, -1])).projectedGradient).toBe(6);
});

it.each([1e-20, 1, 1e12])('does not depend on the units: targets times %s', (unit) => {
  const random = makeRandom(5);
  const columns = random.normalTensor([8, 5], 1).data;
  const gram = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 8 }, (_, j) => {
      let total = 0;
      for (let k = 0; k < 5; k++) total += columns[i * 5 + k]! * columns[j * 5 + k]!;
      return total;
    }),
  );
  const target = [...random.normalTensor([8], 1).data];
  // c^T (u K) c - 2 u t^T c has the minimiser of c^T K c - 2 t^T c.
  const plain = nonnegativeLeastSquares(fromNested(gram), fromNested(target));
  const scaled = nonnegativeLeastSquares(
    fromNested(gram.map((row) => row.map((value) => unit * value))),
    fromNested(target.map((value) => unit * value)),
  );
  expect(scaled.value / plain.value / unit).toBeCloseTo(1, 9);
  scaled.coefficients.forEach((value, i) => {
    expect(Math.sign(value)).toBe(Math.sign(plain.coefficients[i]!));
  });
});

it.each([
  ['n = 200, more rows than columns', 200, 400],
  ['n = 200, rank 60', 200, 60],
])('%s: optimal to 1e-8 of the targets, and better than its neighbours', (_, count, rank) => {
  const random = makeRandom(11);
  const { data } = random.normalTensor([count, rank], 1);
  const wanted = random.normalTensor([rank], 1).data;
  const gram = new Float64Array(count * count);
  const target = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < rank; k++) target[i]! += data[i * rank + k]! * wanted[k]!;
    for (let j = 0; j < count; j++) {
      for (let k = 0; k < rank; k++) gram[i * count + j]! += data[i * rank + k]! * data[j * rank + k]!;
    }
  }
  const solve = () => nonnegativeLeastSquares(makeHostTensor(gram, [count, count]), makeHostTensor(target, [count]));
  const { coefficients, projectedGradient, value } = solve();
  const largest = Math.max(...target.map(Math.abs));
  expect(projectedGradient / (2 * largest)).toBeLessThan(1e-8);
  expect(coefficients.every((entry) => entry >= 0)).toBe(true);
  expect(coefficients.filter((entry) => entry > 0).length).toBeGreaterThan(10);
  expect(solve().coefficients).toEqual(coefficients);
  const form = (c: Float64Array): number => {
    let total = 0;
    for (let i = 0; i < count; i++) {
      total -= 2 * target[i]! * c[i]!;
      for (let j = 0; j < count; j++) total += c[i]! * gram[i * count + j]! * c[j]!;
    }
    return total;
  };
  expect(form(coefficients)).toBeCloseTo(value, 6);
  for (let i = 0; i < count; i += 7) {
    const moved = Float64Array.from(coefficients);
    moved[i] = Math.max(0, moved[i]! + (i % 2 === 0 ? 0.01 : -0.01));
    expect(form(moved)).toBeGreaterThanOrEqual(value - 1e-9);
  }
});

it.each([
  [fromNested([[1, 0]]), fromNested([1]), ShapeError, /\[1, 2\] and \[1\]/],
  [fromNested([[1]]), fromNested([1, 2]), ShapeError, /\[n, n\] and \[n\]/],
  [fromNested([1]), fromNested([1]), ShapeError, /expected \[n, n\]/],
  [fromNested([[1]]), fromNested([[1]]), ShapeError, /expected \[n, n\]/],
  [fromNested([[Number.NaN]]), fromNested([1]), DomainError, /not finite/],
  [fromNested([[1]]), fromNested([Number.POSITIVE_INFINITY]), DomainError, /not finite/],
  [fromNested([[-1]]), fromNested([1]), DomainError, /-1 at \[0, 0\]/],
])('refuses %#', (gram, target, type, message) => {
  expect(() => nonnegativeLeastSquares(gram, target)).toThrow(type);
  expect(() => nonnegativeLeastSquares(gram, target)).toThrow(message);
});
