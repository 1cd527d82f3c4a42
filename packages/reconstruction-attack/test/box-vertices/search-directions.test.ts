import { estimateSpan } from '@noprior/first-layer-spectrum';
import { orthonormalBasis } from '@noprior/linear-algebra';
import { makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { expect, it } from 'vitest';
import { freeDirections } from '../../src/box-vertices/free-directions.ts';
import { rowCoordinates } from '../../src/box-vertices/row-coordinates.ts';
import { randomDirections, searchDirections } from '../../src/box-vertices/search-directions.ts';
import { dot } from './planted-span-basis.ts';
import { plantedVertices } from './planted-vertices.ts';

const planted = (hasBias: boolean) =>
  plantedVertices({
    rows: 80,
    dimension: 60,
    samples: 6,
    black: 0.5,
    noise: 1e-3,
    hasBias,
    centred: true,
    dtype: 'float64',
    seed: 4,
  }).network;
const network = planted(true);
const span = estimateSpan(network);
const rows = rowCoordinates(span, network.layers[0]!);
const options = { rowCosine: 0.3, signalToNoise: 5, directions: 50 };
const last = Float64Array.from({ length: span.rank }, (_, k) => span.basis.data[(k + 1) * 61 - 1]!);

it('has the rows in coordinates of the span: nearly all of their norm, and their inner products', () => {
  const { weight, bias } = network.layers[0]!;
  expect(rows).toHaveLength(80);
  for (const [i, row] of rows.entries()) {
    const whole = [...weight.data.subarray(60 * i, 60 * (i + 1)), bias!.data[i]!];
    expect(row).toHaveLength(span.rank);
    for (let k = 0; k < span.rank; k++) {
      expect(row[k]).toBeCloseTo(dot(whole, span.basis.data.subarray(61 * k, 61 * (k + 1))), 12);
    }
    const left = dot(whole, whole) - dot(row, row);
    expect(left).toBeGreaterThan(-1e-9);
    expect(left).toBeLessThan(61 * 4 * 1e-6);
  }
});

it('refuses rows of another layer than the span is of', () => {
  expect(() => rowCoordinates(estimateSpan(planted(false)), network.layers[0]!)).toThrow(ShapeError);
});

it('points to where the last coordinate grows, as long as nothing is known', () => {
  const directions = searchDirections(rows, [], span, options, makeRandom(1));
  expect(directions).toHaveLength(50);
  for (const u of directions) expect(dot(u, last)).toBeGreaterThanOrEqual(0);
});

it('and so where what is projected out has no such coordinate, as free directions have none', () => {
  const { widened, coordinates } = freeDirections(span, makeHostTensor(new Float64Array(60).fill(1), [1, 60]));
  const own = Float64Array.from({ length: span.rank + 1 }, (_, k) => widened.basis.data[(k + 1) * 61 - 1]!);
  const wider = rowCoordinates(widened, network.layers[0]!);
  const directions = searchDirections(wider, coordinates, { ...span, ...widened }, options, makeRandom(1));
  expect(directions).toHaveLength(50);
  for (const u of directions) {
    expect(dot(u, own)).toBeGreaterThanOrEqual(0);
    expect(dot(u, coordinates[0]!)).toBeCloseTo(0, 10);
  }
});

it('follows both signs afterwards, and without a bias, off what is known', () => {
  const known = orthonormalBasis([rows[0]!]);
  const later = searchDirections(rows, known, span, options, makeRandom(1));
  const without = estimateSpan(planted(false));
  const unsigned = searchDirections(
    rowCoordinates(without, planted(false).layers[0]!),
    [],
    without,
    { ...options, directions: 51 },
    makeRandom(1),
  );
  expect([later.length, unsigned.length]).toEqual([50, 52]);
  for (const directions of [later, unsigned]) {
    for (let i = 0; i < directions.length; i += 2) {
      expect([...directions[i + 1]!]).toEqual(Array.from(directions[i]!, (value) => -value));
    }
  }
  for (const u of [...later, ...randomDirections(5, span.rank, known, makeRandom(2))]) {
    expect(dot(u, known[0]!)).toBeCloseTo(0, 10);
  }
  expect(randomDirections(5, span.rank, [], makeRandom(2)).map((u) => u.length)).toEqual(new Array(5).fill(span.rank));
});
