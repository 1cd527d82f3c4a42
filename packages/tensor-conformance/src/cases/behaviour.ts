import {
  add,
  type Backend,
  constant,
  DeviceLoop,
  type Dtype,
  div,
  evaluate,
  fromNested,
  type HostTensor,
  mul,
  repeatStep,
  square,
  sum,
  trace,
  valueAndGrad,
} from '@noprior/tensor';
import { close } from '../close.ts';
import { type ConformanceCase, compareAll, defaultTolerance, type HostTensors } from '../conformance-case.ts';

type Values = readonly number[];

const vector = (values: Values, dtype: Dtype): HostTensor => fromNested(values, dtype);

/** A step of Fibonacci's loop on vectors: (a, b) becomes (b, a + b). */
const fibonacci = (dtype: Dtype) =>
  trace({ a: { shape: [2], dtype }, b: { shape: [2], dtype } }, ({ a, b }) => ({ a: b, b: add(a, b) }));

async function check(backend: Backend, tensor: Parameters<Backend['read']>[0], expected: Values, dtype: Dtype) {
  return close(await backend.read(tensor), vector(expected, dtype), defaultTolerance[dtype]);
}

const stateOf = ({ x, v }: HostTensors): HostTensors => ({ x: x!, v: v! });

/** The first complaint, if any. */
async function firstOf(checks: readonly Promise<string | undefined>[]): Promise<string | undefined> {
  return (await Promise.all(checks)).find((complaint) => complaint !== undefined);
}

/** How tensors live: loops that feed outputs back, donated inputs, copies that are copies. */
export const behaviourCases: readonly ConformanceCase[] = [
  {
    id: 'behaviour/a loop that donates its state',
    run: async (backend, dtype) => {
      const executable = await backend.compile(fibonacci(dtype));
      let state = {
        a: await backend.upload(vector([0, 1], dtype)),
        b: await backend.upload(vector([1, 1], dtype)),
      };
      for (let step = 0; step < 20; step++) {
        const { a, b } = await executable.run(state, { donate: ['a', 'b'] });
        state = { a: a!, b: b! };
      }
      return firstOf([check(backend, state.a, [6765, 10946], dtype), check(backend, state.b, [10946, 17711], dtype)]);
    },
  },
  {
    id: 'behaviour/a DeviceLoop steps, previews and goes on from another state',
    run: async (backend, dtype) => {
      const loop = await DeviceLoop.open(backend, fibonacci(dtype), {
        a: vector([0, 1], dtype),
        b: vector([1, 1], dtype),
      });
      for (let step = 0; step < 9; step++) await loop.step({});
      await loop.steps(5);
      await loop.steps(5);
      await loop.preview({});
      loop.discard();
      const { b: ahead } = await loop.preview({}, { read: ['b'] });
      loop.accept();
      const twentieth = await loop.read();
      await loop.replace({ b: vector([1, 2], dtype) });
      await loop.step({});
      await loop.step({});
      const replaced = await loop.read();
      await loop.dispose();
      const tolerance = defaultTolerance[dtype];
      return (
        compareAll({ ahead: ahead! }, { ahead: vector([10946, 17711], dtype) }, dtype, tolerance) ??
        compareAll(
          twentieth,
          { a: vector([6765, 10946], dtype), b: vector([10946, 17711], dtype) },
          dtype,
          tolerance,
        ) ??
        compareAll(replaced, { a: vector([1, 2], dtype), b: vector([2, 4], dtype) }, dtype, tolerance)
      );
    },
  },
  {
    id: 'behaviour/several steps as one graph, as one after another',
    run: async (backend, dtype) => {
      const step = trace(
        { x: { shape: [2], dtype }, v: { shape: [2], dtype }, force: { shape: [2], dtype } },
        ({ x, v, force }) => {
          const next = add(mul(0.5, v), force);
          return { x: add(x, next), v: next, loss: sum(square(x)) };
        },
      );
      const start = { x: vector([1, 2], dtype), v: vector([3, -4], dtype), force: vector([0.25, -1], dtype) };
      let one: HostTensors = start;
      for (let i = 0; i < 3; i++) one = await evaluate(backend, step, { ...start, ...stateOf(one) });
      const three = await evaluate(backend, repeatStep(step, 3), start);
      return compareAll(three, one, dtype, defaultTolerance[dtype]);
    },
  },
  {
    id: 'behaviour/a loop that donates half its state',
    run: async (backend, dtype) => {
      const executable = await backend.compile(fibonacci(dtype));
      const first = await backend.upload(vector([0, 1], dtype));
      const fixed = await backend.upload(vector([1, 2], dtype));
      let a = first;
      for (let step = 0; step < 5; step++) {
        const outputs = await executable.run({ a, b: fixed }, a === first ? {} : { donate: ['a'] });
        a = outputs.b!;
      }
      return firstOf([
        check(backend, a, [5, 11], dtype),
        check(backend, first, [0, 1], dtype),
        check(backend, fixed, [1, 2], dtype),
      ]);
    },
  },
  {
    id: 'behaviour/earlier outputs survive later runs',
    run: async (backend, dtype) => {
      const executable = await backend.compile(fibonacci(dtype));
      const a = await backend.upload(vector([1, 2], dtype));
      const b = await backend.upload(vector([10, 20], dtype));
      const first = await executable.run({ a, b });
      const second = await executable.run({ a: first.b!, b }, { donate: ['a'] });
      await executable.run({ a: b, b: a }, { donate: ['a'] });
      return firstOf([
        check(backend, first.a!, [10, 20], dtype),
        check(backend, second.a!, [10, 20], dtype),
        check(backend, second.b!, [21, 42], dtype),
        check(backend, a, [1, 2], dtype),
      ]);
    },
  },
  {
    id: 'behaviour/one tensor for two inputs, donated once',
    run: async (backend, dtype) => {
      const executable = await backend.compile(fibonacci(dtype));
      const both = await backend.upload(vector([1, 2], dtype));
      const { a, b } = await executable.run({ a: both, b: both }, { donate: ['a', 'b'] });
      const next = await executable.run({ a: a!, b: b! }, { donate: ['a', 'b'] });
      return firstOf([check(backend, next.a!, [2, 4], dtype), check(backend, next.b!, [3, 6], dtype)]);
    },
  },
  {
    id: 'behaviour/two runs at once',
    run: async (backend, dtype) => {
      const executable = await backend.compile(fibonacci(dtype));
      const a = await backend.upload(vector([1, 2], dtype));
      const b = await backend.upload(vector([3, 4], dtype));
      const [one, two] = await Promise.all([
        executable.run({ a, b }),
        executable.run({ a: b, b: a }, { donate: ['a'] }),
      ]);
      return firstOf([
        check(backend, one.a!, [3, 4], dtype),
        check(backend, one.b!, [4, 6], dtype),
        check(backend, two.a!, [1, 2], dtype),
        check(backend, two.b!, [4, 6], dtype),
      ]);
    },
  },
  {
    id: 'behaviour/upload and read copy',
    run: async (backend, dtype) => {
      const host = vector([1, 2], dtype);
      const tensor = await backend.upload(host);
      host.data[0] = 99;
      const read = await backend.read(tensor);
      read.data[1] = 77;
      return check(backend, tensor, [1, 2], dtype);
    },
  },
  {
    id: 'behaviour/outputs of one value are released one by one',
    run: async (backend, dtype) => {
      const graph = trace({ x: { shape: [2], dtype } }, ({ x }) => ({
        x,
        y: x,
        z: mul(x, 1),
        c: constant(vector([8, 9], dtype)),
      }));
      const executable = await backend.compile(graph);
      const x = await backend.upload(vector([1, 2], dtype));
      const first = await executable.run({ x }, { donate: ['x'] });
      backend.release(first.y!);
      const again = await executable.run({ x: first.x! }, { donate: ['x'] });
      backend.release(again.c!);
      const last = await executable.run({ x: again.x! });
      return firstOf([
        check(backend, first.z!, [1, 2], dtype),
        check(backend, first.c!, [8, 9], dtype),
        check(backend, again.y!, [1, 2], dtype),
        check(backend, last.c!, [8, 9], dtype),
      ]);
    },
  },
  {
    id: 'behaviour/descent with valueAndGrad reaches the minimum',
    run: async (backend, dtype) => {
      // sum (x - c)^2 with steps of 1/4 halves the distance to c every time.
      const value = trace({ x: { shape: [2], dtype }, c: { shape: [2], dtype } }, ({ x, c }) => ({
        loss: sum(square(add(x, mul(-1, c)))),
      }));
      const both = valueAndGrad(value, { of: 'loss', wrt: ['x'] });
      const at: HostTensors = { x: vector([0, 8], dtype), c: vector([4, -8], dtype) };
      const outputs = await evaluate(backend, both, at);
      const expected: HostTensors = { loss: fromNested(272), 'loss/x': fromNested([-8, 32]) };
      return compareAll(outputs, expected, dtype, defaultTolerance[dtype]);
    },
  },
  {
    id: 'behaviour/tensors go from one executable to the other',
    run: async (backend, dtype) => {
      const double = await backend.compile(trace({ x: { shape: [2], dtype } }, ({ x }) => ({ y: mul(x, 2) })));
      const halve = await backend.compile(trace({ x: { shape: [2], dtype } }, ({ x }) => ({ y: div(x, 2) })));
      let x = await backend.upload(vector([1, 3], dtype));
      for (let step = 0; step < 10; step++) {
        const { y } = await double.run({ x }, { donate: ['x'] });
        x = (await (step % 2 === 0 ? halve : double).run({ x: y! }, { donate: ['x'] })).y!;
      }
      await double.dispose();
      await halve.dispose();
      return check(backend, x, [1024, 3072], dtype);
    },
  },
];
