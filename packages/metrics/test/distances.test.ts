import { DomainError, fromNested, makeHostTensor, ShapeError } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { toImageShape } from '../src/image-shape.ts';
import { cosineSimilarities, l2Distances, nccDistances } from '../src/index.ts';
import { squaredL2Distances } from '../src/l2-distances.ts';
import { standardizeImages } from '../src/standardize-images.ts';

const square = fromNested([
  [0, 0],
  [3, 4],
]);

describe('l2Distances', () => {
  test('a 3-4-5 triangle', () => {
    expect([...l2Distances(square, square).data]).toEqual([0, 5, 5, 0]);
    expect([...squaredL2Distances(square, square).data]).toEqual([0, 25, 25, 0]);
  });

  test('points much closer to each other than to 0 keep all digits', () => {
    const x = fromNested([[1e8, 1]]);
    const y = fromNested([[1e8, 1 + 2 ** -20]]);
    expect(l2Distances(x, y).data[0]).toBe(2 ** -20);
  });

  test('sign invariance takes the nearer of y and -y', () => {
    const options = { signInvariant: true };
    const x = fromNested([[1, 0]]);
    expect(l2Distances(x, fromNested([[-1, 0]]), options).data[0]).toBe(0);
    expect(l2Distances(x, fromNested([[-3, 0]]), options).data[0]).toBe(2);
    expect(l2Distances(x, fromNested([[-3, 0]])).data[0]).toBe(4);
  });

  test('overflow is infinite, not NaN', () => {
    expect(l2Distances(fromNested([[1e200]]), fromNested([[-1e200]])).data[0]).toBe(Number.POSITIVE_INFINITY);
    expect(l2Distances(fromNested([[1e200]]), fromNested([[1e200]])).data[0]).toBe(0);
  });

  test('no points give an empty matrix', () => {
    const none = makeHostTensor([], [0, 2]);
    expect(l2Distances(none, square).shape).toEqual([0, 2]);
    expect(l2Distances(square, none).shape).toEqual([2, 0]);
  });

  test('float32 input is read as it is and answered in float64', () => {
    const x = makeHostTensor(Float32Array.of(0.1), [1, 1]);
    const distances = l2Distances(x, fromNested([[0]]));
    expect(distances.dtype).toBe('float64');
    expect(distances.data[0]).toBe(Math.fround(0.1));
  });

  test.each([l2Distances, squaredL2Distances, cosineSimilarities])('%o refuses what it cannot compare', (measure) => {
    expect(() => measure(square, fromNested([[1, 2, 3]]))).toThrow(ShapeError);
    expect(() => measure(fromNested([1, 2]), square)).toThrow(/x must .*\[points, dimension\], got \[2\]/);
    expect(() => measure(square, fromNested([[1, Number.NaN]]))).toThrow(DomainError);
    expect(() => measure(fromNested([[1, Number.POSITIVE_INFINITY]]), square)).toThrow(/x must be finite.*row 0/);
  });
});

describe('cosineSimilarities', () => {
  test('angles of 0, 60, 90 and 180 degrees', () => {
    const x = fromNested([[2, 0]]);
    const y = fromNested([
      [5, 0],
      [1, Math.sqrt(3)],
      [0, 7],
      [-1, 0],
    ]);
    const expected = [1, 0.5, 0, -1];
    cosineSimilarities(x, y).data.forEach((cosine, at) => {
      expect(cosine).toBeCloseTo(expected[at]!, 15);
    });
    expect(cosineSimilarities(x, y, { signInvariant: true }).data[3]).toBe(1);
  });

  test('the zero vector has cosine 0 with everything, itself included', () => {
    expect([...cosineSimilarities(fromNested([[0, 0]]), square).data]).toEqual([0, 0]);
  });

  test('neither huge nor tiny vectors lose their direction', () => {
    const cosines = cosineSimilarities(
      fromNested([
        [1e300, 1e300],
        [1e-300, 0],
      ]),
      fromNested([[1, 1]]),
    ).data;
    expect(cosines[0]).toBeCloseTo(1, 15);
    expect(cosines[1]).toBeCloseTo(Math.SQRT1_2, 15);
  });
});

describe('nccDistances', () => {
  test('a ramp against its mirror image: 2 (p - 1) (1 - correlation) = 8', () => {
    const distances = nccDistances(
      fromNested([[0, 1, 2]]),
      fromNested([
        [20, 10, 0],
        [5, 6, 7],
      ]),
      [1, 1, 3],
    );
    expect([...distances.data]).toEqual([8, 0]);
  });

  test('sign invariance makes the mirror image equal', () => {
    const options = { signInvariant: true };
    expect(nccDistances(fromNested([[0, 1, 2]]), fromNested([[2, 1, 0]]), [1, 1, 3], options).data[0]).toBe(0);
  });

  test('channels are standardised apart', () => {
    expect([...standardizeImages(fromNested([[0, 1, 2, 0, 100, 200]]), [2, 1, 3]).data]).toEqual([-1, 0, 1, -1, 0, 1]);
  });

  test('a constant channel becomes zeros, whatever its value', () => {
    expect([...standardizeImages(fromNested([[0.1, 0.1, 0.1]]), [1, 1, 3]).data]).toEqual([0, 0, 0]);
  });

  test('shapes that do not fit', () => {
    const x = fromNested([[0, 1, 2]]);
    expect(() => nccDistances(x, x, [1, 2, 2])).toThrow(/has 4 pixels, but the points have 3/);
    expect(() => standardizeImages(x, [3, 1, 1])).toThrow(/at least two pixels/);
    expect(() => toImageShape([3, 1], 3, 'here')).toThrow(ShapeError);
    expect(() => toImageShape([1, 1.5, 2], 3, 'here')).toThrow(/three positive integers/);
    expect(toImageShape([1, 1, 3], 3, 'here')).toEqual([1, 1, 3]);
  });
});
