import {
  add,
  constant,
  type DeviceTensor,
  DomainError,
  equal,
  evaluate,
  fillHostTensor,
  fromNested,
  type HostTensor,
  makeRandom,
  matmul,
  maximum,
  mul,
  relu,
  reshape,
  simplify,
  sub,
  sum,
  trace,
  transpose,
} from '@noprior/tensor';
import { openOnnxCpu, openOpenvinoCpu } from '@noprior/tensor-onnx';
import { describe, expect, test } from 'vitest';
import { openOpenvinoHere } from './open-openvino-here.ts';

const random = makeRandom(1);
const weight = random.normalTensor([96, 96], 1, 'float32');
const points = random.normalTensor([40, 96], 1, 'float32');
const spec = { shape: [40, 96], dtype: 'float32' } as const;
/** Products with one square constant, as it is and transposed, first and second. */
const bothWays = trace({ x: spec }, ({ x }) => {
  const w = constant(weight, 'float32');
  const v = transpose(x);
  const rearranged = reshape(reshape(w, [9216]), [96, 96]);
  return {
    second: matmul(x, w),
    secondTurned: matmul(x, transpose(w)),
    first: matmul(w, v),
    firstTurned: matmul(transpose(w), v),
    rearranged: matmul(x, rearranged),
    rearrangedTurned: matmul(x, transpose(rearranged)),
  };
});
const names = Object.keys(bothWays.outputs);

/** Distance in the 2-norm, in parts of the norm of what is expected. */
function relativeDistance(actual: HostTensor, expected: HostTensor): number {
  const norm = (values: readonly number[]): number => Math.hypot(...values);
  return norm(Array.from(expected.data, (value, index) => value - actual.data[index]!)) / norm([...expected.data]);
}

async function expected(): Promise<Record<string, HostTensor>> {
  const backend = await openOnnxCpu();
  const outputs = await evaluate(backend, bothWays, { x: points });
  await backend.dispose();
  return outputs;
}

test.each([0, 1.5])('threads must be an integer from 1, not %s', async (threads) => {
  await expect(openOpenvinoCpu({ threads })).rejects.toThrow(DomainError);
});

describe('where OpenVINO is', () => {
  test('the backend names itself, its library and its threads', async ({ skip }) => {
    const backend = await openOpenvinoHere(skip, { threads: 1 });
    expect(backend).toMatchObject({ name: 'openvino:cpu', dtypes: ['float32'] });
    expect(backend.device).toMatch(/^CPU, OpenVINO \d+\.\d+\.\d+, 1 thread/);
    await backend.dispose();
  });

  test('a square constant is multiplied as it is and transposed in one graph', async ({ skip }) => {
    const backend = await openOpenvinoHere(skip);
    const right = await expected();
    for (const graph of [bothWays, simplify(bothWays)]) {
      const outputs = await evaluate(backend, graph, { x: points });
      for (const name of names) expect(relativeDistance(outputs[name]!, right[name]!), name).toBeLessThan(1e-6);
    }
    await backend.dispose();
  });

  test('bfloat16 rounds the factors of products, and nothing else', async ({ skip }) => {
    const backend = await openOpenvinoHere(skip, { products: 'bfloat16' });
    expect(backend.name).toBe('openvino:cpu-bfloat16');
    const [outputs, right] = [await evaluate(backend, bothWays, { x: points }), await expected()];
    for (const name of names) {
      // Eight bits: each factor is off by 2^-9 at most.
      expect(relativeDistance(outputs[name]!, right[name]!)).toBeLessThan(4e-3);
    }
    const shift = trace({ x: spec }, ({ x }) => ({ y: sub(x, mul(x, 1e-5)) }));
    const shifted = await evaluate(backend, shift, { x: points });
    const exact = { ...points, data: points.data.map((value) => value - value * 1e-5) };
    expect(relativeDistance(shifted.y!, exact)).toBeLessThan(1e-6);
    await backend.dispose();
  });

  test('a loss that is no number is noticed in the graph, as attacks do', async ({ skip }) => {
    const backend = await openOpenvinoHere(skip);
    const graph = trace({ x: { shape: [3], dtype: 'float32' } }, ({ x }) => {
      const total = sum(mul(relu(x), maximum(x, 0)));
      return { broken: sub(1, equal(sub(total, total), 0)) };
    });
    const broken = async (x: number[]) =>
      (await evaluate(backend, graph, { x: fromNested(x, 'float32') })).broken!.data[0];
    expect(await broken([1, -2, 3])).toBe(0);
    expect(await broken([1, Number.NaN, 3])).toBe(1);
    expect(await broken([1, Number.POSITIVE_INFINITY, 3])).toBe(1);
    await backend.dispose();
  });

  test('inputs keep their elements, and memory stays constant over a loop that feeds its state back', async ({
    skip,
  }) => {
    const backend = await openOpenvinoHere(skip, { threads: 1 });
    const square = { shape: [256, 256], dtype: 'float32' } as const;
    const executable = await backend.compile(
      trace({ x: square, v: square, fixed: square }, ({ x, v, fixed }) => {
        const next = add(mul(v, 0.9), mul(matmul(x, fixed), 1e-6));
        return { x: add(x, next), v: next, loss: sum(next) };
      }),
    );
    const fixed = await backend.upload(fillHostTensor(0.01, square.shape, 'float32'));
    let state: Record<'x' | 'v', DeviceTensor> = { x: fixed, v: fixed };
    const loop = async (steps: number): Promise<void> => {
      for (let step = 0; step < steps; step++) {
        const donate = state.x === fixed ? [] : ['x', 'v'];
        const { x, v } = await executable.run({ ...state, fixed }, { donate });
        state = { x: x!, v: v! };
      }
    };
    await loop(300);
    const before = process.memoryUsage().rss;
    await loop(1500);
    // One leaked tensor per step would be 375 MiB.
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(60);
    expect(new Set((await backend.read(fixed)).data)).toEqual(new Set([Math.fround(0.01)]));
    await executable.dispose();
    await expect(executable.run({ ...state, fixed })).rejects.toThrow(DomainError);
    await backend.dispose();
    await backend.dispose();
  });
});
