import {
  adam,
  makeOptimizer,
  momentumSgd,
  type Optimizer,
  type OptimizerConfig,
  partition,
} from '@noprior/reconstruction-attack';
import { type Backend, constant, fill, fromNested, mul, square, sub, sum, type Tensor } from '@noprior/tensor';
import { openOnnxCpu } from '@noprior/tensor-onnx';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, it } from 'vitest';
import { minimise } from './minimise.ts';

const backends = { reference: async () => openReference(), 'onnx:cpu': () => openOnnxCpu() };
const curvature = [1, 10, 0.1];
const centre = [0.5, -2, 3];
const start = [4, 4, -4];

/** Steps of an optimizer on  sum_k a_k (x_k - m_k)^2 . */
async function onBackend(backend: Backend, optimizer: Optimizer, steps: number): Promise<number[]> {
  const loss = (x: Tensor) =>
    sum(mul(constant(fromNested(curvature), 'float64'), square(sub(x, constant(fromNested(centre), 'float64')))));
  const { x } = await minimise(backend, optimizer, loss, fromNested(start), steps);
  return [...x!.data];
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
    expectClose(await onBackend(backend, momentumSgd({ stepSize: 0.02, momentum: 0.9 }), 20), expected);
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
    expectClose(await onBackend(backend, adam({ stepSize: 0.1, beta1, beta2, epsilon }), 20), expected);
    await backend.dispose();
  });
});

it("Adam's first step is the step size, in the direction of the sign", async () => {
  const optimizer = adam({ stepSize: 0.25, epsilon: 1e-12 });
  const x = await onBackend(openReference(), optimizer, 1);
  expect(x.map((value) => Number(value.toFixed(9)))).toEqual([3.75, 3.75, -3.75]);
});

it('without momentum the first coordinate follows (1 - 2 a s)^t', async () => {
  const x = await onBackend(openReference(), momentumSgd({ stepSize: 0.05, momentum: 0 }), 10);
  expect(x[0]).toBeCloseTo(0.5 + 3.5 * 0.9 ** 10, 12);
});

it('makeOptimizer', () => {
  const sgd: OptimizerConfig = { kind: 'sgd', momentum: 0.5 };
  const x = { shape: [2], dtype: 'float32' } as const;
  expect(Object.keys(makeOptimizer(sgd, { stepSize: 0.1 }).init({ x }))).toEqual(['x.velocity']);
  const moments: OptimizerConfig = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
  const optimizer = makeOptimizer(moments, { stepSize: 0.1, schedule: (iteration) => (iteration === 0 ? 1 : 0.5) });
  expect(Object.keys(optimizer.init({ x }))).toEqual(['x.mean', 'x.meanSquare']);
  const { stepSize, epsilon } = optimizer.numbersAt(0);
  expect(stepSize).toBeCloseTo(0.1, 12);
  expect(epsilon).toBeCloseTo(1e-9, 20);
  expect(optimizer.numbersAt(1).stepSize).toBeCloseTo((0.05 * Math.sqrt(1 - 0.99 ** 2)) / (1 - 0.9 ** 2), 12);
});

it('partition gives every parameter an optimizer of its own', () => {
  const optimizer = partition({ x: adam({ stepSize: 0.1 }), y: momentumSgd({ stepSize: 0.2, momentum: 0.9 }) });
  expect(optimizer.numbers).toEqual(['x.stepSize', 'x.epsilon', 'y.stepSize']);
  expect(optimizer.numbersAt(3)['y.stepSize']).toBe(0.2);
  const tensor = fill(0, [2], 'float64');
  const state = optimizer.init({ x: tensor, y: tensor });
  expect(Object.keys(state)).toEqual(['x.mean', 'x.meanSquare', 'y.velocity']);
  const scalar = fill(1, [], 'float64');
  const numbers = { 'x.stepSize': scalar, 'x.epsilon': scalar, 'y.stepSize': scalar };
  const step = optimizer.update({ x: tensor, y: tensor }, state, { x: tensor, y: tensor }, numbers);
  expect(Object.keys(step.updates)).toEqual(['x', 'y']);
  expect(Object.keys(step.state)).toEqual(Object.keys(state));
});
