import { fromSpanCoordinates, toSpanCoordinates } from '@noprior/first-layer-spectrum';
import { DomainError, makeHostTensor, makeRandom } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { affineSpan } from '../../src/box-vertices/affine-span.ts';
import { dot, plantedSpanBasis } from './planted-span-basis.ts';

it('has orthonormal axes, an origin orthogonal to them, and the points of the span, with and without a bias', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 7, max: 15 }),
      fc.boolean(),
      fc.nat(1_000_000),
      (count, d, hasBias, seed) => {
        const { span, points } = plantedSpanBasis(count, d, hasBias, seed);
        const { origin, axes, along } = affineSpan(span);
        const k = hasBias ? count - 1 : count;
        expect(origin.shape).toEqual([d]);
        expect(axes.shape).toEqual([d, k]);
        const column = (a: number) => Float64Array.from({ length: d }, (_, j) => axes.data[j * k + a]!);
        for (let a = 0; a < k; a++) {
          expect(dot(origin.data, column(a))).toBeCloseTo(0, 10);
          for (let b = 0; b < k; b++) expect(dot(column(a), column(b))).toBeCloseTo(a === b ? 1 : 0, 10);
        }
        // x = origin + axes t of every sample, t by its coordinates in the span and by inner products.
        for (const point of points) {
          const z = toSpanCoordinates(span, makeHostTensor(point, [1, d]));
          const t = along(z.data);
          for (let a = 0; a < k; a++) expect(t[a]).toBeCloseTo(dot(point, column(a)), 10);
          for (let j = 0; j < d; j++) {
            const there = origin.data[j]! + dot(t, axes.data.subarray(j * k, (j + 1) * k));
            expect(there).toBeCloseTo(point[j]!, 9);
          }
        }
        // Every point of origin + axes t is in the span, last coordinate 1 included: projecting it changes nothing.
        const random = makeRandom(seed).fork('t');
        const t = Float64Array.from({ length: k }, () => random.normal());
        const x = Float64Array.from(
          { length: d },
          (_, j) => origin.data[j]! + dot(t, axes.data.subarray(j * k, (j + 1) * k)),
        );
        const z = toSpanCoordinates(span, makeHostTensor(x, [1, d]));
        fromSpanCoordinates(span, z).data.forEach((value, j) => {
          expect(value).toBeCloseTo(x[j]!, 9);
        });
        if (hasBias) {
          const last = dot(
            z.data,
            Float64Array.from({ length: count }, (_, r) => span.basis.data[(r + 1) * (d + 1) - 1]!),
          );
          expect(last).toBeCloseTo(1, 9);
        }
        // Objectives: <B^T g, x - origin> = <along(g), t> for any g.
        const g = Float64Array.from({ length: count }, () => random.normal());
        const columns = span.basis.shape[1]!;
        const direction = Float64Array.from({ length: d }, (_, j) =>
          dot(
            g,
            g.map((__, r) => span.basis.data[r * columns + j]!),
          ),
        );
        const moved = x.map((value, j) => value - origin.data[j]!);
        expect(dot(along(g), t)).toBeCloseTo(dot(direction, moved), 9);
      },
    ),
    { seed: 20261125, numRuns: 60 },
  );
});

it('has the origin 0 without a bias, and the point nearest to 0 with one', () => {
  const basis = makeHostTensor([1, 0, 0, 0, 1, 0], [2, 3]);
  expect([...affineSpan({ basis, hasBias: false }).origin.data]).toEqual([0, 0, 0]);
  // Points (x, 1) with x = (1, s): the basis is (1, 0, 1) / sqrt 2 and (0, 1, 0).
  const half = Math.SQRT1_2;
  const line = affineSpan({ basis: makeHostTensor([half, 0, half, 0, 1, 0], [2, 3]), hasBias: true });
  expect(line.origin.data[0]).toBeCloseTo(1, 14);
  expect(line.origin.data[1]).toBeCloseTo(0, 14);
  expect(line.axes.data[0]).toBeCloseTo(0, 14);
  expect(Math.abs(line.axes.data[1]!)).toBeCloseTo(1, 14);
});

it.each([
  ['one point', [0, 0.6, 0.8], 1, true, /rank 1\b/],
  ['nothing, with a bias', [], 0, true, /rank 0\b/],
  ['nothing, without', [], 0, false, /rank 0\b/],
  ['no point (x, 1)', [1, 0, 0, 0, 1, 0], 2, true, /orthogonal to the bias/],
])('refuses a span that holds %s', (_, data, rank, hasBias, message) => {
  const make = () => affineSpan({ basis: makeHostTensor(Float64Array.from(data), [rank, 3]), hasBias });
  expect(make).toThrow(DomainError);
  expect(make).toThrow(message);
});
