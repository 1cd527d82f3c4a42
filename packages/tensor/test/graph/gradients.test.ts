import {
  add,
  constant,
  fromNested,
  gradients,
  makeGraph,
  matmul,
  neg,
  ShapeError,
  scalarValue,
  simplify,
  square,
  stopGradient,
  sum,
  type Tensor,
  trace,
} from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const inputs = trace(
  { x: { shape: [2, 3], dtype: 'float64' }, y: { shape: [2, 3], dtype: 'float64' } },
  () => ({}),
).inputs;
const [x, y] = inputs as readonly [Tensor, Tensor];

describe('gradients', () => {
  test('asks for a scalar or a cotangent in the right shape', () => {
    expect(() => gradients(x, [x])).toThrow(/expected a scalar, got \[2, 3\]; .*cotangent/);
    expect(() => gradients(x, [x])).toThrow(ShapeError);
    expect(() => gradients(x, [x], constant(fromNested([1])))).toThrow(ShapeError);
  });

  test('of a tensor by itself is the cotangent', () => {
    expect(gradients(x, [x], y)).toEqual([y]);
    const total = sum(x);
    expect(scalarValue(gradients(total, [total])[0]!)).toBe(1);
  });

  test('are zero in the shape of what the tensor does not depend on', () => {
    const [byY] = gradients(sum(square(x)), [y]);
    expect(byY).toMatchObject({ op: 'constant', shape: [2, 3], attributes: { data: new Float64Array(6) } });
    const [stopped] = gradients(sum(stopGradient(x)), [x]);
    expect(stopped).toMatchObject({ op: 'constant', attributes: { data: new Float64Array(6) } });
    // A later node is not depended on either.
    const middle = square(x);
    expect(gradients(sum(middle), [neg(middle)])[0]).toMatchObject({ attributes: { data: new Float64Array(6) } });
  });

  test('reach intermediate nodes and stop there', () => {
    const middle = square(x);
    const [byMiddle] = gradients(sum(square(middle)), [middle]);
    // d/dm sum m^2 = 2 m; the square of x below it is read, never differentiated.
    const graph = simplify(makeGraph(inputs, { byMiddle: byMiddle! }));
    expect(graph.nodes.map((node) => node.op)).toEqual(['input', 'input', 'constant', 'square', 'mul']);
  });

  test('emit only what is needed: one product for one factor', () => {
    const w = constant(fromNested([[1, 2]]));
    const [byX] = gradients(sum(matmul(w, x)), [x]);
    const count = (outputs: Record<string, Tensor>): number =>
      makeGraph(inputs, outputs).nodes.filter((node) => node.op === 'matmul').length;
    expect(count({ byX: byX! })).toBe(1);
  });

  test('have the dtype of the tensor', () => {
    const { outputs } = trace({ z: { shape: [2], dtype: 'float32' } }, ({ z }) => {
      const [byZ] = gradients(sum(square(z)), [z]);
      const [byOther] = gradients(sum(add(z, 1)), [square(z)]);
      return { byZ: byZ!, byOther: byOther! };
    });
    expect([outputs.byZ!.dtype, outputs.byOther!.dtype]).toEqual(['float32', 'float32']);
  });
});
