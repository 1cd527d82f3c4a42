import { dot, orthonormalBasis, stackRows } from '@noprior/linear-algebra';
import { makeHostTensor, makeRandom } from '@noprior/tensor';
import { describe, expect, it } from 'vitest';
import {
  addSparsityBias,
  pinnedPixelDirections,
  sparsityDirection,
} from '../../src/box-vertices/pinned-pixel-directions.ts';

/** A span of r directions in d coordinates and a bias; the first coordinate is the same in all samples. */
function spanOf(rank: number, d: number, hasBias = true) {
  const random = makeRandom(rank);
  const columns = hasBias ? d + 1 : d;
  const rows = Array.from({ length: rank }, () =>
    Float64Array.from({ length: columns }, (_, j) => (j === 0 ? 0 : random.normal())),
  );
  return { basis: stackRows(orthonormalBasis(rows), columns), hasBias };
}

const row = ({ basis }: ReturnType<typeof spanOf>, k: number) => {
  const columns = basis.shape[1]!;
  return Float64Array.from(basis.data.subarray(k * columns, (k + 1) * columns));
};

describe.each([true, false])('with a bias: %s', (hasBias) => {
  const span = spanOf(5, 12, hasBias);

  it('the sparsity direction is where the sum of the coordinates falls fastest, whatever the bias does', () => {
    const falling = sparsityDirection(span);
    expect(dot(falling, falling)).toBeCloseTo(1, 12);
    const sums = Float64Array.from({ length: 5 }, (_, k) =>
      row(span, k)
        .slice(0, 12)
        .reduce((a, b) => a + b),
    );
    expect(dot(falling, sums)).toBeCloseTo(-Math.sqrt(dot(sums, sums)), 12);
  });

  it('directions with pinned pixels raise those that were drawn, never a constant one, and lower the sum of the rest', () => {
    const directions = pinnedPixelDirections(span, [], { count: 200, pinnedPixels: 1, random: makeRandom(3) });
    expect(directions).toHaveLength(200);
    const falling = sparsityDirection(span);
    const kinds = new Set<number>();
    for (const direction of directions) {
      // What is left without the sparsity part is 200 times the projection of one unit vector.
      const sums = Float64Array.from({ length: 5 }, (_, k) =>
        row(span, k)
          .slice(0, 12)
          .reduce((a, b) => a + b),
      );
      const pinned = direction.map((value, k) => (value + sums[k]!) / 200);
      const j = Array.from({ length: 12 }, (_, at) => at).find((at) =>
        pinned.every((value, k) => Math.abs(value - row(span, k)[at]!) < 1e-10),
      );
      expect(j).toBeGreaterThan(0);
      kinds.add(j!);
    }
    expect(kinds.size).toBeGreaterThan(6);
    expect(
      dot(pinnedPixelDirections(span, [], { count: 1, pinnedPixels: 0, random: makeRandom(1) })[0]!, falling),
    ).toBeGreaterThan(0);
  });

  it('what is known is projected out', () => {
    const known = orthonormalBasis([Float64Array.of(1, 2, 0, -1, 1)]);
    for (const direction of pinnedPixelDirections(span, known, { count: 20, pinnedPixels: 3, random: makeRandom(4) })) {
      expect(Math.abs(dot(direction, known[0]!))).toBeLessThan(1e-9);
    }
  });
});

it('draws none where no coordinate changes within the span', () => {
  const span = { basis: makeHostTensor(Float64Array.of(0, 0, 1), [1, 3]), hasBias: true };
  expect(pinnedPixelDirections(span, [], { count: 4, pinnedPixels: 2, random: makeRandom(1) })).toEqual([]);
  expect(Math.abs(sparsityDirection(span)[0]!)).toBe(0);
});

it('sparsityWeights in turn, after the directions were made unit vectors; a direction of norm 0 stays', () => {
  const falling = Float64Array.of(0, 1);
  const biased = addSparsityBias(
    [Float64Array.of(3, 4), Float64Array.of(2, 0), Float64Array.of(0, 0)],
    falling,
    [0, 0.5],
  );
  expect(biased.map((one) => [...one])).toEqual([
    [0.6, 0.8],
    [1, 0.5],
    [0, 0],
  ]);
});
