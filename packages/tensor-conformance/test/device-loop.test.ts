import {
  add,
  type Backend,
  DeviceLoop,
  DomainError,
  fromNested,
  type HostTensor,
  mul,
  ShapeError,
  sub,
  sum,
  type TensorSpec,
  trace,
} from '@noprior/tensor';
import { type CountingBackend, countingBackend } from '@noprior/tensor-conformance';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, test } from 'vitest';

const pair: TensorSpec = { shape: [2], dtype: 'float64' };
const scalarSpec: TensorSpec = { shape: [], dtype: 'float64' };

/** x <- x + rate (target - x), n <- n + 1; distance sum(target - x) of the x that came in. */
function approach(width = 2) {
  const spec: TensorSpec = { shape: [width], dtype: 'float64' };
  return trace({ x: spec, n: scalarSpec, target: pair, rate: scalarSpec }, ({ x, n, target, rate }) => {
    const goal = width === 2 ? target : sum(target);
    const away = sub(goal, x);
    return { x: add(x, mul(rate, away)), n: add(n, 1), distance: sum(away) };
  });
}

const target = fromNested([8, 16]);

function values(tensor: HostTensor | undefined): number[] {
  return [...tensor!.data];
}

async function openLoop(backend: Backend, x: HostTensor = fromNested([0, 0])): Promise<DeviceLoop> {
  return DeviceLoop.open(backend, approach(), { x }, { fixed: { target } });
}

/** A backend that fails at the call of `operation` number `at`, from 1. */
function failingBackend(inner: CountingBackend, operation: 'upload' | 'read' | 'run' | 'compile', at: number): Backend {
  let calls = 0;
  const count = (name: string): void => {
    if (name === operation && ++calls === at) throw new Error(`${operation} failed`);
  };
  return {
    ...inner,
    async upload(tensor) {
      count('upload');
      return inner.upload(tensor);
    },
    async read(tensor) {
      count('read');
      return inner.read(tensor);
    },
    async compile(graph) {
      count('compile');
      const executable = await inner.compile(graph);
      return {
        graph,
        dispose: () => executable.dispose(),
        async run(inputs, options) {
          count('run');
          return executable.run(inputs, options);
        },
      };
    },
  };
}

describe('DeviceLoop', () => {
  test('steps, and what is left out of the state starts at 0', async () => {
    const loop = await openLoop(openReference());
    await loop.step({ rate: 0.5 });
    await loop.step({ rate: 0.25 });
    const { x, n } = await loop.read();
    expect(values(x)).toEqual([5, 10]);
    expect(values(n)).toEqual([2]);
  });

  test('reads what a step is asked for, and nothing else', async () => {
    const backend = countingBackend(openReference());
    const loop = await openLoop(backend);
    await loop.step({ rate: 0.5 });
    expect(backend.reads).toHaveLength(0);
    const { distance, x } = await loop.step({ rate: 0.5 }, { read: ['distance', 'x'] });
    expect(backend.reads).toHaveLength(2);
    expect(values(distance)).toEqual([12]);
    expect(values(x)).toEqual([6, 12]);
  });

  test('uploads a scalar once for as long as it stays the same', async () => {
    let uploads = 0;
    const inner = openReference();
    const backend: Backend = {
      ...inner,
      compile: (graph) => inner.compile(graph),
      read: (tensor) => inner.read(tensor),
      release: (tensor) => inner.release(tensor),
      upload(tensor) {
        uploads++;
        return inner.upload(tensor);
      },
    };
    const loop = await openLoop(backend);
    const before = uploads;
    for (const rate of [0.5, 0.5, 0.5, 0.25]) await loop.step({ rate });
    expect(uploads - before).toBe(2);
  });

  test('keeps state, fixed inputs and one scalar alive, and after dispose nothing', async () => {
    const backend = countingBackend(openReference());
    const loop = await openLoop(backend);
    for (let i = 0; i < 5; i++) await loop.step({ rate: 0.5 }, { read: ['distance'] });
    expect(backend.alive.size).toBe(4);
    await loop.preview({ rate: 0.5 });
    await loop.dispose();
    expect(backend.alive.size).toBe(0);
    await loop.dispose();
  });

  test('gives up the inputs of one step', async () => {
    const backend = countingBackend(openReference());
    const graph = trace({ x: pair, noise: pair }, ({ x, noise }) => ({ x: add(x, noise) }));
    const loop = await DeviceLoop.open(backend, graph, {});
    for (const value of [1, 2, 3]) {
      await loop.step({}, { inputs: { noise: await backend.upload(fromNested([value, -value])) } });
    }
    expect(values((await loop.read()).x)).toEqual([6, -6]);
    await loop.dispose();
    expect(backend.alive.size).toBe(0);
  });

  test('previews the next state, to accept or to discard', async () => {
    const backend = countingBackend(openReference());
    const loop = await openLoop(backend);
    const { distance } = await loop.preview({ rate: 0.5 }, { read: ['distance'] });
    expect(values(distance)).toEqual([24]);
    expect(values((await loop.read()).x)).toEqual([0, 0]);
    loop.discard();
    await loop.preview({ rate: 0.25 });
    loop.accept();
    expect(values((await loop.read()).x)).toEqual([2, 4]);
    await loop.step({ rate: 0.5 });
    expect(values((await loop.read()).x)).toEqual([5, 10]);
    await loop.dispose();
    expect(backend.alive.size).toBe(0);
  });

  test('lets another program read its state', async () => {
    const backend = openReference();
    const loop = await openLoop(backend, fromNested([1, 2]));
    const total = await backend.compile(trace({ x: pair }, ({ x }) => ({ total: sum(x) })));
    const { total: summed } = await total.run({ x: loop.state.x! });
    expect(values(await backend.read(summed!))).toEqual([3]);
    await loop.step({ rate: 1 });
    expect(values((await loop.read()).x)).toEqual([8, 16]);
  });

  test('goes on from another state, of another shape with another graph', async () => {
    const backend = countingBackend(openReference());
    const loop = await openLoop(backend);
    await loop.replace({ x: fromNested([4, 4]) });
    await loop.step({ rate: 0.5 });
    expect(values((await loop.read()).x)).toEqual([6, 10]);
    await loop.replace({ x: fromNested([0, 1, 2]), n: fromNested(7) }, approach(3));
    await loop.step({ rate: 0.5 });
    const { x, n } = await loop.read();
    expect(values(x)).toEqual([12, 12.5, 13]);
    expect(values(n)).toEqual([8]);
    await loop.dispose();
    expect(backend.alive.size).toBe(0);
  });

  test('takes float64 for a graph in float32', async () => {
    const graph = trace({ x: { shape: [1], dtype: 'float32' } }, ({ x }) => ({ x: mul(x, 2) }));
    const loop = await DeviceLoop.open(openReference(), graph, { x: fromNested([0.1]) });
    await loop.step({});
    expect((await loop.read()).x).toEqual({
      shape: [1],
      dtype: 'float32',
      data: Float32Array.of(2 * Math.fround(0.1)),
    });
  });

  test('refuses names, shapes and graphs that do not fit', async () => {
    const backend = openReference();
    const open = (state: Record<string, HostTensor>, fixed: Record<string, HostTensor> = { target }) =>
      DeviceLoop.open(backend, approach(), state, { fixed });
    await expect(open({ x: fromNested([1]) })).rejects.toThrow(ShapeError);
    await expect(open({ z: target })).rejects.toThrow('no state z; it has x, n');
    await expect(open({}, { aim: target })).rejects.toThrow('no fixed input aim');
    await expect(open({}, { target: fromNested([1]) })).rejects.toThrow('target has shape [1], the graph expects [2]');
    const stateless = trace({ x: pair }, ({ x }) => ({ y: x }));
    await expect(DeviceLoop.open(backend, stateless, {})).rejects.toThrow(/no output .*input/);
    const shrinking = trace({ x: pair }, ({ x }) => ({ x: sum(x) }));
    await expect(DeviceLoop.open(backend, shrinking, {})).rejects.toThrow('a state keeps its shape');
    const loop = await open({});
    await expect(loop.step({ rate: 1 }, { read: ['loss'] })).rejects.toThrow('no output loss to read');
    expect(() => loop.accept()).toThrow(DomainError);
    await loop.preview({ rate: 1 });
    await expect(loop.step({ rate: 1 })).rejects.toThrow('accept or discard');
    await expect(loop.preview({ rate: 1 })).rejects.toThrow('accept or discard');
  });

  test.for([
    ['upload', 1],
    ['upload', 2],
    ['upload', 3],
    ['compile', 1],
  ] as const)('open releases everything when %s %i fails', async ([operation, at]) => {
    const backend = countingBackend(openReference());
    await expect(openLoop(failingBackend(backend, operation, at))).rejects.toThrow(`${operation} failed`);
    expect(backend.alive.size).toBe(0);
  });

  test.for([
    ['run', 3],
    ['read', 3],
    ['upload', 6],
    ['compile', 2],
  ] as const)('releases everything when %s %i fails on the way', async ([operation, at]) => {
    const counting = countingBackend(openReference());
    const backend = failingBackend(counting, operation, at);
    const loop = await openLoop(backend);
    const way = async (): Promise<void> => {
      await loop.step({ rate: 0.5 }, { read: ['distance'] });
      await loop.preview({ rate: 0.25 }, { read: ['distance'] });
      loop.accept();
      await loop.step({ rate: 0.5 }, { read: ['distance'] });
      await loop.replace({ x: fromNested([1, 1, 1]) }, approach(3));
    };
    await expect(way()).rejects.toThrow(`${operation} failed`);
    await loop.dispose();
    expect(counting.alive.size).toBe(0);
  });
});
