import { adam, makeOptimizer, momentumSgd, type Optimizer, type OptimizerConfig } from '@noprior/reconstruction-attack';
import { type Backend, constant, evaluate, fromNested, gradients, mul, square, sub, sum, trace } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';

const backends = { reference: async () => openReference(), 'onnx:cpu': () => openOnnxCpu() };
const curvature = [1, 10, 0.1];
const centre = [0.5, -2, 3];
const start = [4, 4, -4];

/** Steps of an optimizer on  sum_k a_k (x_k - m_k)^2 , run on a backend. */
async function onBackend(backend: Backend, optimizer: Optimizer, stepSize: number, steps: number): Promise<number[]> {
  const specs = Object.fromEntries(
    ['x', ...optimizer.slots].map((name) => [name, { shape: [3], dtype: 'float64' as const }]),
  );
  const scalarSpecs = Object.fromEntries(
    ['stepSize', ...optimizer.scalars].map((name) => [name, { shape: [], dtype: 'float64' as const }]),
  );
  const graph = trace({ ...specs, ...scalarSpecs }, (inputs) => {
    const x = inputs.x!;
    const loss = sum(mul(fromArray(curvature, x), square(sub(x, fromArray(centre, x)))));
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, inputs[slot]!]));
    const updated = optimizer.update(x, gradients(loss, [x])[0]!, slots, inputs);
    return { x: updated.parameter, ...updated.slots };
  });
  let state = Object.fromEntries(['x', ...optimizer.slots].map((name) => [name, fromNested([0, 0, 0])]));
  state.x = fromNested(start);
  for (let iteration = 0; iteration < steps; iteration++) {
    const { stepFactor, named } = optimizer.scalarsAt(iteration);
    const scalars = { stepSize: stepSize * stepFactor, ...named };
    const given = Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, fromNested(value)]));
    state = await evaluate(backend, graph, { ...state, ...given });
  }
  return [...state.x!.data];
}

function fromArray(values: readonly number[], like: Parameters<typeof square>[0]) {
  return constant(fromNested([...values]), like.dtype);
}

/** The same steps, one coordinate after the other. */
function byLoop(steps: number, update: (x: number, g: number, t: number, k: number) => number): number[] {
  const x = [...start];
  for (let t = 1; t <= steps; t++) {
    x.forEach((value, k) => {
      x[k] = update(value, 2 * curvature[k]! * (value - centre[k]!), t, k);
    });
  }
  return x;
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, k) => {
    expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-13 * (1 + Math.abs(expected[k]!)));
  });
}

describe.each(Object.entries(backends))('20 steps on a quadratic, %s', (_, open) => {
  it('momentum SGD', async () => {
    const backend = await open();
    const velocity = [0, 0, 0];
    const expected = byLoop(20, (x, g, _t, k) => {
      velocity[k] = 0.9 * velocity[k]! + g;
      return x - 0.02 * velocity[k]!;
    });
    expectClose(await onBackend(backend, momentumSgd(0.9), 0.02, 20), expected);
    await backend.dispose();
  });

  it('Adam, bias corrections written out', async () => {
    const backend = await open();
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-3];
    const m = [0, 0, 0];
    const v = [0, 0, 0];
    const expected = byLoop(20, (x, g, t, k) => {
      m[k] = beta1 * m[k]! + (1 - beta1) * g;
      v[k] = beta2 * v[k]! + (1 - beta2) * g * g;
      return x - (0.1 * (m[k]! / (1 - beta1 ** t))) / (Math.sqrt(v[k]! / (1 - beta2 ** t)) + epsilon);
    });
    expectClose(await onBackend(backend, adam({ beta1, beta2, epsilon }), 0.1, 20), expected);
    await backend.dispose();
  });
});

it("Adam's first step is the step size, in the direction of the sign", async () => {
  const optimizer = adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-12 });
  const x = await onBackend(openReference(), optimizer, 0.25, 1);
  expect(x.map((value) => Number(value.toFixed(9)))).toEqual([3.75, 3.75, -3.75]);
});

it('without momentum the first coordinate follows (1 - 2 a s)^t', async () => {
  const x = await onBackend(openReference(), momentumSgd(0), 0.05, 10);
  expect(x[0]).toBeCloseTo(0.5 + 3.5 * 0.9 ** 10, 12);
});

it('makeOptimizer', () => {
  const sgd: OptimizerConfig = { kind: 'sgd', momentum: 0.5 };
  expect(makeOptimizer(sgd).slots).toEqual(['velocity']);
  const moments: OptimizerConfig = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
  expect(makeOptimizer(moments).slots).toEqual(['mean', 'meanSquare']);
  const { stepFactor, named } = makeOptimizer(moments).scalarsAt(0);
  expect(stepFactor).toBeCloseTo(0.1 / 0.1, 12);
  expect(named.epsilon).toBeCloseTo(1e-9, 20);
});
