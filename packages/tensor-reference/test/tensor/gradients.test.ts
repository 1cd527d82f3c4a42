import {
  abs,
  add,
  clip,
  evaluate,
  exp,
  fromNested,
  gradients,
  makeGraph,
  max,
  maximum,
  minimum,
  mul,
  type NestedNumbers,
  neg,
  relu,
  sigmoid,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  surrogateRelu,
  type Tensor,
  trace,
  valueAndGrad,
} from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import { describe, expect, test } from 'vitest';
import { expectClose, gradientsAt, type Values } from './finite-differences.ts';

const backend = openReference();

/** d sum(program) / dx for every named input, as plain arrays. */
async function slopes(
  points: Readonly<Record<string, NestedNumbers>>,
  program: (symbols: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<Record<string, number[]>> {
  const values: Values = Object.fromEntries(Object.entries(points).map(([name, point]) => [name, fromNested(point)]));
  const derivatives = await gradientsAt((symbols) => sum(program(symbols)), values);
  return Object.fromEntries(Object.entries(derivatives).map(([name, { data }]) => [name, [...data]]));
}

describe('derivatives at kinks', () => {
  test('relu: 0 at 0, by convention', async () => {
    expect(await slopes({ x: [-1, 0, 1] }, ({ x }) => relu(x!))).toEqual({ x: [0, 0, 1] });
  });

  test('abs: 0 at 0', async () => {
    expect(await slopes({ x: [-2, 0, 2] }, ({ x }) => abs(x!))).toEqual({ x: [-1, 0, 1] });
  });

  test('maximum and minimum: everything to the first operand at a tie', async () => {
    const points = { a: [1, 2, 3], b: [2, 2, 2] };
    expect(await slopes(points, ({ a, b }) => maximum(a!, b!))).toEqual({ a: [0, 1, 1], b: [1, 0, 0] });
    expect(await slopes(points, ({ a, b }) => minimum(a!, b!))).toEqual({ a: [1, 1, 0], b: [0, 0, 1] });
  });

  test('clip: 1 inside and on the bounds, 0 outside; the bounds get the rest', async () => {
    const { x, low } = await slopes({ x: [-2, -1, 0, 1, 2], low: -1 }, (at) => clip(at.x!, at.low!, 1));
    expect(x).toEqual([0, 1, 1, 1, 0]);
    expect(low).toEqual([1]);
  });

  test('max: shared equally by all that tie, group by group', async () => {
    const x = [
      [3, 1, 3, 3],
      [1, 2, 0, -1],
    ];
    expect(await slopes({ x }, (at) => max(at.x!, { axes: 1 }))).toEqual({
      x: [1 / 3, 0, 1 / 3, 1 / 3, 0, 1, 0, 0],
    });
    expect((await slopes({ x }, (at) => max(at.x!))).x!.reduce((a, b) => a + b)).toBeCloseTo(1, 15);
  });

  test('sqrt: infinite at 0', async () => {
    expect(await slopes({ x: [0, 4] }, ({ x }) => sqrt(x!))).toEqual({ x: [Number.POSITIVE_INFINITY, 0.25] });
  });
});

describe('stopGradient', () => {
  test('keeps the value and hides the dependence', async () => {
    const { x } = await slopes({ x: [3] }, (at) => mul(at.x!, stopGradient(at.x!)));
    expect(x).toEqual([3]);
    const graph = trace({ x: { shape: [1], dtype: 'float64' } }, (at) => ({ y: mul(at.x, stopGradient(at.x)) }));
    expect((await evaluate(backend, graph, { x: fromNested([3]) })).y).toEqual(fromNested([9]));
  });

  test('hides it from second derivatives too', async () => {
    const { x } = await slopes({ x: [3] }, (at) => gradients(sum(square(stopGradient(square(at.x!)))), [at.x!])[0]!);
    expect(x).toEqual([0]);
    // d/dx of (x^2 stop(x)) is 2 x stop(x); of that again, 2 stop(x).
    const second = await slopes({ x: [3] }, (at) => {
      return gradients(sum(mul(square(at.x!), stopGradient(at.x!))), [at.x!])[0]!;
    });
    expect(second.x).toEqual([6]);
  });
});

describe('surrogateRelu', () => {
  const alpha = 3;
  const points = [-1.5, -0.2, 0, 0.3, 2];
  const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

  test('has the value of relu', async () => {
    const z = fromNested(points);
    const graph = trace({ z }, (at) => ({ y: surrogateRelu(at.z, alpha), r: relu(at.z) }));
    const { y, r } = await evaluate(backend, graph, { z });
    expect(y).toEqual(r);
  });

  test('its first derivative is sigmoid(alpha z)', async () => {
    const { z } = await slopes({ z: points }, (at) => surrogateRelu(at.z!, alpha));
    expectClose(
      fromNested(z!),
      points.map((point) => logistic(alpha * point)),
      [5],
      1e-15,
      'z',
    );
  });

  test("its second derivative is alpha sigmoid'(alpha z)", async () => {
    const { z } = await slopes({ z: points }, (at) => gradients(sum(surrogateRelu(at.z!, alpha)), [at.z!])[0]!);
    const expected = points.map((point) => alpha * logistic(alpha * point) * (1 - logistic(alpha * point)));
    expectClose(fromNested(z!), expected, [5], 1e-15, 'z');
  });

  test('its value does not depend on alpha, while its first derivative does', async () => {
    const first = await slopes({ z: points, alpha }, (at) => surrogateRelu(at.z!, at.alpha!));
    expect(first.alpha).toEqual([0]);
    // d/dalpha sum sigmoid(alpha z) = sum z sigmoid'(alpha z)
    const second = await slopes(
      { z: points, alpha },
      (at) => gradients(sum(surrogateRelu(at.z!, at.alpha!)), [at.z!])[0]!,
    );
    const expected = points.reduce((total, z) => total + z * logistic(alpha * z) * (1 - logistic(alpha * z)), 0);
    expect(second.alpha![0]).toBeCloseTo(expected, 14);
  });

  test('differs from relu in its derivative and agrees with it for large alpha', async () => {
    const soft = await slopes({ z: points }, (at) => surrogateRelu(at.z!, 1000));
    expectClose(fromNested(soft.z!), [0, 0, 0.5, 1, 1], [5], 1e-15, 'z');
  });
});

describe('gradients', () => {
  test('by an intermediate node are the derivatives of what comes after it', async () => {
    const x = fromNested([1, 2]);
    const graph = trace({ x }, (at) => {
      const middle = exp(at.x);
      const loss = sum(mul(square(middle), at.x));
      const [byMiddle, byX] = gradients(loss, [middle, at.x]);
      return { middle, byMiddle: byMiddle!, byX: byX! };
    });
    const { middle, byMiddle, byX } = await evaluate(backend, graph, { x });
    [1, 2].forEach((value, index) => {
      const m = middle!.data[index]!;
      expect(byMiddle!.data[index]).toBeCloseTo(2 * m * value, 12);
      // x itself is read twice: through the middle and beside it.
      expect(byX!.data[index]! / (2 * m * value * m + m * m)).toBeCloseTo(1, 14);
    });
  });

  test('with a cotangent are the row of the Jacobian that it weighs', async () => {
    const x = fromNested([1, 2, 3]);
    const graph = trace({ x, cotangent: x }, (at) => ({
      product: gradients(square(at.x), [at.x], at.cotangent)[0]!,
    }));
    expect((await evaluate(backend, graph, { x, cotangent: fromNested([1, 0, -2]) })).product).toEqual(
      fromNested([2, 0, -12]),
    );
  });

  test('of float32 programs are float32', async () => {
    const x = fromNested([0.1], 'float32');
    const graph = trace({ x }, (at) => ({ slope: gradients(sum(sigmoid(at.x)), [at.x])[0]! }));
    const { slope } = await evaluate(backend, graph, { x });
    const y = Math.fround(1 / (1 + Math.exp(-Math.fround(0.1))));
    expect([...slope!.data]).toEqual([Math.fround(y * Math.fround(1 - y))]);
  });
});

test('valueAndGrad applies again to its own results', async () => {
  const x = fromNested(0.7);
  // (exp(x) - x)^2, by hand: f' = 2 (e - x)(e - 1), f'' = 2 (e - 1)^2 + 2 (e - x) e, with e = exp(x).
  const graph = trace({ x }, (at) => ({ f: square(sub(exp(at.x), at.x)) }));
  const once = valueAndGrad(graph, { of: 'f', wrt: ['x'] });
  const twice = valueAndGrad(once, { of: 'f/x', wrt: ['x'] });
  expect(Object.keys(twice.outputs)).toEqual(['f', 'f/x', 'f/x/x']);
  const { f, 'f/x': first, 'f/x/x': second } = await evaluate(backend, twice, { x });
  const e = Math.exp(0.7);
  expect(f!.data[0]).toBeCloseTo((e - 0.7) ** 2, 14);
  expect(first!.data[0]).toBeCloseTo(2 * (e - 0.7) * (e - 1), 13);
  expect(second!.data[0]).toBeCloseTo(2 * (e - 1) ** 2 + 2 * (e - 0.7) * e, 13);
});

test('gradients of a node that is used along many paths add up', async () => {
  const x = fromNested([2]);
  const graph = trace({ x }, (at) => {
    const terms = [at.x, neg(at.x), square(at.x), mul(3, at.x), at.x];
    return { total: sum(terms.reduce((total, term) => add(total, term))) };
  });
  const [slope] = gradients(graph.outputs.total!, graph.inputs);
  const derived = makeGraph(graph.inputs, { slope: slope! });
  expect((await evaluate(backend, derived, { x })).slope).toEqual(fromNested([1 - 1 + 4 + 3 + 1]));
});
