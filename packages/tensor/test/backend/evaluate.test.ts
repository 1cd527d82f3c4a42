import { type Backend, type DeviceTensor, evaluate, fromNested, type HostTensor, neg, trace } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const graph = trace({ x: { shape: [2], dtype: 'float64' } }, ({ x }) => ({ a: neg(x), b: neg(x) }));
const x = fromNested([1, 2]);

/** A backend that answers every run with one tensor under both names, and keeps a log. */
function makeRecorder({ fails = false } = {}): {
  backend: Backend;
  log: string[];
  alive: Map<DeviceTensor, HostTensor>;
} {
  const log: string[] = [];
  const alive = new Map<DeviceTensor, HostTensor>();
  const upload = (tensor: HostTensor): DeviceTensor => {
    const device = { shape: tensor.shape, dtype: tensor.dtype };
    alive.set(device, tensor);
    return device;
  };
  const backend: Backend = {
    name: 'recorder',
    device: 'none',
    dtypes: ['float64'],
    async compile() {
      return {
        graph,
        async run() {
          if (fails) throw new Error('out of memory');
          const both = upload(fromNested([-1, -2]));
          return { a: both, b: both };
        },
        async dispose() {
          log.push('dispose');
        },
      };
    },
    upload: async (tensor) => upload(tensor),
    async read(tensor) {
      log.push('read');
      const value = alive.get(tensor);
      if (value === undefined) throw new Error('read after release');
      return value;
    },
    release(tensor) {
      if (!alive.delete(tensor)) throw new Error('released twice');
    },
    async dispose() {},
  };
  return { backend, log, alive };
}

describe('evaluate', () => {
  test('reads every output, releases every tensor once, disposes of the executable', async () => {
    const { backend, log, alive } = makeRecorder();
    const expected = fromNested([-1, -2]);
    expect(await evaluate(backend, graph, { x })).toEqual({ a: expected, b: expected });
    expect(log).toEqual(['read', 'read', 'dispose']);
    expect(alive.size).toBe(0);
  });

  test('disposes of the executable when a run fails', async () => {
    const { backend, log } = makeRecorder({ fails: true });
    await expect(evaluate(backend, graph, { x })).rejects.toThrow('out of memory');
    expect(log).toEqual(['dispose']);
  });
});
