import { nonnegativeLeastSquares } from '@noprior/linear-algebra';
import {
  type Backend,
  type DeviceTensor,
  DtypeError,
  type HostTensor,
  makeHostTensor,
  makeRandom,
} from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { affineSpan } from '../../src/box-vertices/affine-span.ts';
import { type VertexBounds, vertexBounds } from '../../src/box-vertices/vertex-bounds.ts';
import { VertexSolver } from '../../src/box-vertices/vertex-solver.ts';
import { dot, plantedSpanBasis } from './planted-span-basis.ts';

const reference = openReference();
const unitBox = (d: number) => vertexBounds({ low: 0, high: 1 }, 0, d);
const rowOf = ({ data, shape }: HostTensor, i: number) =>
  Float64Array.from(data.subarray(i * shape[1]!, (i + 1) * shape[1]!));

/** All of R^d. */
function wholeSpace(d: number) {
  const identity = Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? 1 : 0));
  return { origin: makeHostTensor(new Float64Array(d), [d]), axes: makeHostTensor(identity, [d, d]) };
}

/** Largest <c, t> over the points origin + axes t within bounds for two axes: the best of all crossings of two bounds. */
function bestCrossing(
  { origin, axes }: { readonly origin: HostTensor; readonly axes: HostTensor },
  { low, high }: VertexBounds,
  direction: Float64Array,
): number {
  const d = origin.shape[0]!;
  const axis = (j: number): readonly [number, number] => [axes.data[2 * j]!, axes.data[2 * j + 1]!];
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < d; i++) {
    for (let j = i + 1; j < d; j++) {
      const [[a, b], [c, e]] = [axis(i), axis(j)];
      const determinant = a * e - b * c;
      if (Math.abs(determinant) < 1e-9) continue;
      for (const p of [low.data[i]! - origin.data[i]!, high.data[i]! - origin.data[i]!]) {
        for (const q of [low.data[j]! - origin.data[j]!, high.data[j]! - origin.data[j]!]) {
          const t = [(p * e - b * q) / determinant, (a * q - p * c) / determinant];
          const fits = Array.from({ length: d }, (_, k) => origin.data[k]! + dot(axis(k), t)).every(
            (value, k) => value >= low.data[k]! - 1e-9 && value <= high.data[k]! + 1e-9,
          );
          if (fits) best = Math.max(best, dot(direction, t));
        }
      }
    }
  }
  return best;
}

it('finds the vertex of a box alone, by the signs of the direction', async () => {
  const programs = new VertexSolver(
    reference,
    wholeSpace(3),
    { low: makeHostTensor([-1, 0, 2], [3]), high: makeHostTensor([1, 5, 3], [3]) },
    'float64',
  );
  const x = await programs.solve([Float64Array.from([1, -2, 3]), Float64Array.from([-1, 1, -1])], 100);
  const expected = [1, 0, 3, -1, 5, 2];
  expect(x.shape).toEqual([2, 3]);
  x.data.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 12);
  });
});

it('reaches the best crossing of two bounds in the plane', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 4, max: 9 }), fc.boolean(), fc.nat(1_000_000), async (d, hasBias, seed) => {
      const { span } = plantedSpanBasis(hasBias ? 3 : 2, d, hasBias, seed);
      const affine = affineSpan(span);
      const bounds = unitBox(d);
      const random = makeRandom(seed).fork('directions');
      const directions = Array.from({ length: 4 }, () => Float64Array.from([random.normal(), random.normal()]));
      const x = await new VertexSolver(reference, affine, bounds, 'float64').solve(directions, 4000);
      for (const [i, direction] of directions.entries()) {
        const point = rowOf(x, i);
        const t = [0, 1].map((a) =>
          dot(
            point,
            Float64Array.from({ length: d }, (_, j) => affine.axes.data[2 * j + a]!),
          ),
        );
        const reached = dot(direction, t) / Math.hypot(...direction);
        expect(reached).toBeCloseTo(bestCrossing(affine, bounds, direction) / Math.hypot(...direction), 4);
      }
    }),
    { seed: 20261125, numRuns: 15 },
  );
});

it('is feasible, no worse than any mixture of points, and meets the conditions of the linear program', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 8, max: 16 }),
      fc.nat(1_000_000),
      async (count, d, seed) => {
        const { span, points } = plantedSpanBasis(count, d, true, seed);
        const affine = affineSpan(span);
        const k = count - 1;
        const random = makeRandom(seed).fork('directions');
        const directions = Array.from({ length: 4 }, () => Float64Array.from({ length: k }, () => random.normal()));
        const x = await new VertexSolver(reference, affine, unitBox(d), 'float64').solve(directions, 4000);
        const axis = (j: number) => affine.axes.data.subarray(j * k, (j + 1) * k);
        const along = (point: ArrayLike<number>) =>
          Float64Array.from({ length: k }, (_, a) =>
            Array.from({ length: d }, (__, j) => point[j]! * axis(j)[a]!).reduce((sum, value) => sum + value, 0),
          );
        for (const [i, direction] of directions.entries()) {
          const point = rowOf(x, i);
          const size = Math.sqrt(dot(direction, direction));
          const t = along(point);
          for (let j = 0; j < d; j++) {
            expect(point[j]).toBeGreaterThanOrEqual(0);
            expect(point[j]).toBeLessThanOrEqual(1);
            expect(point[j]).toBeCloseTo(affine.origin.data[j]! + dot(axis(j), t), 2);
          }
          const reached = dot(direction, t) / size;
          for (let trial = 0; trial < 200; trial++) {
            const shares = points.map(() => -Math.log(1 - random.uniform()));
            const total = shares.reduce((sum, share) => sum + share, 0);
            const mixture = Float64Array.from({ length: d }, (_, j) =>
              points.reduce((sum, other, at) => sum + (shares[at]! / total) * other[j]!, 0),
            );
            expect(dot(direction, along(mixture)) / size).toBeLessThanOrEqual(reached + 1e-3);
          }
          // The direction is a non-negative mixture of the outward normals of the faces that the point lies on.
          const normals = Array.from({ length: d }, (_, j) => j)
            .filter((j) => point[j]! < 1e-4 || point[j]! > 1 - 1e-4)
            .map((j) => Float64Array.from(axis(j), (value) => (point[j]! < 0.5 ? -value : value)));
          const gram = Float64Array.from(normals.flatMap((a) => normals.map((b) => dot(a, b))));
          const target = Float64Array.from(normals, (normal) => dot(normal, direction) / size);
          const { value } = nonnegativeLeastSquares(
            makeHostTensor(gram, [normals.length, normals.length]),
            makeHostTensor(target, [normals.length]),
          );
          expect(normals.length).toBeGreaterThanOrEqual(k);
          expect(1 + value).toBeLessThan(1e-6);
        }
      },
    ),
    { seed: 20261125, numRuns: 12 },
  );
});

it('reaches a point with many active coordinates along any mixture of the normals of its faces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 3, max: 6 }), fc.nat(1_000_000), async (count, seed) => {
      const d = 30;
      const { span, points } = plantedSpanBasis(count, d, true, seed, 0.6);
      const affine = affineSpan(span);
      const k = count - 1;
      const random = makeRandom(seed).fork('mixture');
      const direction = new Float64Array(k);
      for (const [j, value] of points[0]!.entries()) {
        const outward = value === 0 ? -random.uniform() : value === 1 ? random.uniform() : 0;
        for (let a = 0; a < k; a++) direction[a]! += outward * affine.axes.data[j * k + a]!;
      }
      const x = await new VertexSolver(reference, affine, unitBox(d), 'float64').solve([direction], 1000);
      points[0]!.forEach((value, j) => {
        expect(Math.abs(x.data[j]! - value)).toBeLessThan(0.01);
      });
    }),
    { seed: 20261125, numRuns: 25 },
  );
});

it('takes only the direction of a direction, and leaves the origin where there is none', async () => {
  const { span } = plantedSpanBasis(3, 6, true, 7);
  const affine = affineSpan(span);
  const bounds = vertexBounds({ low: -10, high: 10 }, 0, 6);
  const programs = new VertexSolver(reference, affine, bounds, 'float64');
  const direction = Float64Array.from([0.3, -0.4]);
  const x = await programs.solve([direction, direction.map((v) => 1000 * v), new Float64Array(2)], 50);
  rowOf(x, 1).forEach((value, j) => {
    expect(value).toBeCloseTo(rowOf(x, 0)[j]!, 10);
  });
  rowOf(x, 2).forEach((value, j) => {
    expect(value).toBeCloseTo(affine.origin.data[j]!, 12);
  });
});

it('begins where it is told to, and stops when it is told to', async () => {
  const { span, points } = plantedSpanBasis(3, 6, true, 8);
  const programs = new VertexSolver(reference, affineSpan(span), unitBox(6), 'float64');
  const start = makeHostTensor(Float64Array.from(points[0]!), [1, 6]);
  const direction = [Float64Array.from([1, 1])];
  let asked = 0;
  // Ten iterations a run; it is asked at the start, and before every run.
  const stop = () => asked++ >= 2;
  const [told, none] = [
    await programs.solve(direction, 100, { start, stop }),
    await programs.solve(direction, 10, { start }),
  ];
  expect([...told.data]).toEqual([...none.data]);
  const first = await programs.solve(direction, 100, { start, stop: () => true });
  // To rounding: the search is relative to the origin of the span.
  first.data.forEach((value, j) => {
    expect(value).toBeCloseTo(points[0]![j]!, 12);
  });
});

it('gives the same on both backends, and nearly so in float32', async () => {
  const onnx = await openOnnxCpu();
  const { span } = plantedSpanBasis(5, 30, true, 9);
  const affine = affineSpan(span);
  const random = makeRandom(9);
  const directions = Array.from({ length: 10 }, () => Float64Array.from({ length: 4 }, () => random.normal()));
  const solve = (backend: Backend, dtype: 'float32' | 'float64') =>
    new VertexSolver(backend, affine, unitBox(30), dtype).solve(directions, 500);
  const exact = await solve(reference, 'float64');
  for (const [x, digits] of [
    [await solve(onnx, 'float64'), 10],
    [await solve(reference, 'float32'), 4],
    [await solve(onnx, 'float32'), 4],
  ] as const) {
    x.data.forEach((value, at) => {
      expect(value).toBeCloseTo(exact.data[at]!, digits);
    });
  }
  expect((await solve(onnx, 'float32')).dtype).toBe('float32');
  await onnx.dispose();
});

it('releases what it holds, also when it fails', async () => {
  const { span } = plantedSpanBasis(3, 6, true, 8);
  const alive = new Set<DeviceTensor>();
  const counting: Backend = {
    name: reference.name,
    device: reference.device,
    dtypes: reference.dtypes,
    read: (tensor) => reference.read(tensor),
    dispose: () => reference.dispose(),
    async compile(graph) {
      const executable = await reference.compile(graph);
      return {
        graph,
        async run(inputs, options) {
          const outputs = await executable.run(inputs, options);
          for (const name of options?.donate ?? []) alive.delete(inputs[name]!);
          for (const tensor of Object.values(outputs)) alive.add(tensor);
          return outputs;
        },
        dispose: () => executable.dispose(),
      };
    },
    async upload(tensor) {
      const uploaded = await reference.upload(tensor);
      alive.add(uploaded);
      return uploaded;
    },
    release(tensor) {
      alive.delete(tensor);
      reference.release(tensor);
    },
  };
  const programs = new VertexSolver(counting, affineSpan(span), unitBox(6), 'float64');
  const direction = [Float64Array.from([1, 1])];
  await programs.solve(direction, 5);
  expect(alive.size).toBe(0);
  const failing = () => {
    throw new DtypeError('stopped by the test');
  };
  await expect(programs.solve(direction, 5, { stop: failing })).rejects.toThrow(DtypeError);
  expect(alive.size).toBe(0);
});
