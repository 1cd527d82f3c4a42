import { fromNested } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';
import { nccDistances } from '../src/index.ts';
import { squaredL2Distances } from '../src/l2-distances.ts';
import { nearestSorted } from '../src/nearest-sorted.ts';
import { largestError, readGolden } from './golden-file.ts';

interface Golden {
  readonly source: string;
  readonly shape: number[];
  readonly x: number[][];
  readonly y: number[][];
  readonly l2: number[][];
  readonly ncc: number[][];
  readonly nccDivDim: number[][];
  readonly maxPerNn: number;
  readonly nearestSorted: { x: number; y: number; value: number }[];
}

describe.each(['ncc-l2-1x4x4', 'ncc-l2-3x6x6'])('reference code of Haim et al., %s', (name) => {
  const golden = readGolden<Golden>(name);
  const x = fromNested(golden.x);
  const y = fromNested(golden.y);

  test('l2 is the squared Euclidean distance', () => {
    const distances = squaredL2Distances(x, y);
    expect(distances.shape).toEqual([golden.x.length, golden.y.length]);
    expect(largestError(distances.data, golden.l2.flat())).toBeLessThan(1e-12);
  });

  test('ncc standardises per channel', () => {
    expect(largestError(nccDistances(x, y, golden.shape).data, golden.ncc.flat())).toBeLessThan(1e-12);
    const divided = nccDistances(x, y, golden.shape, { divideByDimension: true });
    expect(largestError(divided.data, golden.nccDivDim.flat())).toBeLessThan(1e-12);
  });

  test('nearest neighbours, sorted', () => {
    const pairs = nearestSorted(nccDistances(x, y, golden.shape), golden.maxPerNn);
    expect(pairs.map(({ x, y }) => [x, y])).toEqual(golden.nearestSorted.map(({ x, y }) => [x, y]));
    expect(
      largestError(
        pairs.map(({ value }) => value),
        golden.nearestSorted.map(({ value }) => value),
      ),
    ).toBeLessThan(1e-12);
  });
});
