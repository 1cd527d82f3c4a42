import {
  add,
  broadcastTo,
  constant,
  div,
  exp,
  fill,
  fromNested,
  type Graph,
  gradients,
  log,
  matmul,
  mul,
  neg,
  relu,
  reshape,
  scalar,
  scalarValue,
  simplify,
  square,
  step,
  stopGradient,
  sub,
  sum,
  type Tensor,
  trace,
  transpose,
  where,
} from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

type Symbols = Readonly<Record<'x' | 'y' | 's' | 'row', Tensor>>;

const matrix = { shape: [2, 3], dtype: 'float64' } as const;

function simplified(program: (inputs: Symbols) => Tensor, dtype: 'float32' | 'float64' = 'float64'): Graph {
  const specs = {
    x: { ...matrix, dtype },
    y: { ...matrix, dtype },
    s: { shape: [], dtype },
    row: { shape: [3], dtype },
  };
  return simplify(trace(specs, (inputs) => ({ result: program(inputs) })));
}

/** A node as an expression: `mul(2, x)`, `matmul^T_(x, y)`, `broadcastTo[2,3](s)`. */
function text(node: Tensor): string {
  if (node.op === 'input') return node.attributes.name;
  if (node.op === 'constant') {
    return scalarValue(node) === undefined ? `constant[${node.shape}]` : `${scalarValue(node)}`;
  }
  const flags =
    node.op === 'matmul' ? `${node.attributes.transposeA ? 'T' : '_'}${node.attributes.transposeB ? 'T' : '_'}` : '';
  const shape = node.op === 'broadcastTo' || node.op === 'reshape' ? `[${node.shape}]` : '';
  const axes = node.op === 'transpose' ? `[${node.attributes.permutation}]` : '';
  return `${node.op}${flags}${shape}${axes}(${node.inputs.map(text).join(', ')})`;
}

const result = (program: (inputs: Symbols) => Tensor): string => text(simplified(program).outputs.result!);

describe('simplify', () => {
  const cases: readonly (readonly [string, (inputs: Symbols) => Tensor, string])[] = [
    ['a common factor of a sum', ({ x, y }) => add(mul(2, x), mul(2, y)), 'mul(2, add(x, y))'],
    ['a common factor of opposite signs', ({ x, y }) => add(mul(2, x), mul(-2, y)), 'mul(2, sub(x, y))'],
    ['a common factor of a difference', ({ x, y }) => sub(mul(2, x), mul(2, y)), 'mul(2, sub(x, y))'],
    ['factors that differ', ({ x, y }) => add(mul(2, x), mul(3, y)), 'add(mul(2, x), mul(3, y))'],
    ['a factor 0 beside no factor', ({ x, y }) => add(mul(0, x), y), 'add(mul(0, x), y)'],
    ['the mask of what it masks', ({ x }) => mul(relu(x), step(x)), 'relu(x)'],
    ['the mask of a multiple', ({ x }) => mul(step(x), mul(2, relu(x))), 'mul(2, relu(x))'],
    ['a factor whose products are rounded', ({ x, y }) => sub(mul(3, x), mul(3, y)), 'sub(mul(3, x), mul(3, y))'],
    ['the mask of something else', ({ x, y }) => mul(relu(x), step(y)), 'mul(relu(x), step(y))'],
    [
      'a constant factor within a product of matrices',
      ({ x, y }) => matmul(mul(2, x), mul(-4, y), { transposeB: true }),
      'mul(-8, matmul_T(x, y))',
    ],
    [
      'an outer product, constant factor included',
      ({ row }) => matmul(reshape(row, [3, 1]), mul(2, reshape(row, [1, 3]))),
      'mul(reshape[3,1](row), mul(2, reshape[1,3](row)))',
    ],
    [
      'an outer product with ones',
      ({ x, row }) => mul(matmul(reshape(broadcastTo(fill(1, [], 'float64'), [2]), [2, 1]), reshape(row, [1, 3])), x),
      'mul(reshape[1,3](row), x)',
    ],
    ['adding zero', ({ x }) => add(add(x, 0), add(0, x)), 'add(x, x)'],
    [
      'adding a zero that changes the shape',
      ({ row }) => add(row, fill(0, [2, 3], 'float64')),
      'add(row, constant[2,3])',
    ],
    ['adding a negation', ({ x, y }) => add(x, neg(y)), 'sub(x, y)'],
    ['adding to a negation', ({ x, y }) => add(neg(x), y), 'sub(y, x)'],
    ['subtracting zero', ({ x }) => sub(x, 0), 'x'],
    ['zero minus', ({ x }) => sub(0, x), 'sub(0, x)'],
    ['subtracting a negation', ({ x, y }) => sub(x, neg(y)), 'add(x, y)'],
    ['times one', ({ x }) => mul(mul(x, 1), mul(1, x)), 'mul(x, x)'],
    ['times zero stays, for infinity and NaN', ({ x }) => mul(x, 0), 'mul(0, x)'],
    ['factors meet on the left', ({ x }) => mul(2, mul(mul(x, 3), 4)), 'mul(24, x)'],
    ['factors absorb signs', ({ x }) => mul(neg(mul(neg(x), 3)), 2), 'mul(6, x)'],
    ['divided by one', ({ x }) => div(x, 1), 'x'],
    ['two negations', ({ x }) => neg(neg(x)), 'x'],
    ['negated difference', ({ x, y }) => neg(sub(x, y)), 'sub(y, x)'],
    ['negated factor', ({ x }) => neg(mul(2, x)), 'mul(-2, x)'],
    ['squared negation', ({ x }) => square(neg(x)), 'square(x)'],
    ['transposed twice', ({ x }) => transpose(transpose(x)), 'x'],
    [
      'permutations compose',
      ({ x }) => transpose(transpose(reshape(x, [1, 2, 3]), [1, 2, 0]), [1, 0, 2]),
      // Axis i of the result is axis [1, 2, 0][[1, 0, 2][i]] of the tensor.
      'transpose[2,1,0](reshape[1,2,3](x))',
    ],
    ['identity transpose', ({ x }) => transpose(x, [0, 1]), 'x'],
    ['transposed factors', ({ x, y }) => matmul(transpose(x), transpose(y), { transposeB: true }), 'matmulT_(x, y)'],
    [
      'transposed left factor',
      ({ x, y }) => matmul(transpose(x), y, { transposeA: true, transposeB: true }),
      'matmul_T(x, y)',
    ],
    [
      'a product that is read transposed, too, is computed once',
      ({ x, y }) => add(matmul(x, y, { transposeB: true }), transpose(matmul(x, y, { transposeB: true }))),
      'add(matmul_T(x, y), transpose[1,0](matmul_T(x, y)))',
    ],
    [
      'a transposed product as a factor',
      ({ x, y }) => matmul(transpose(matmul(x, y, { transposeB: true })), x),
      'matmulT_(matmul_T(x, y), x)',
    ],
    ['reshape of reshape', ({ x }) => reshape(reshape(x, [6]), [3, 2]), 'reshape[3,2](x)'],
    ['reshape there and back', ({ x }) => reshape(reshape(x, [6]), [2, 3]), 'x'],
    ['broadcast beside its shape', ({ x, row }) => add(x, broadcastTo(row, [2, 3])), 'add(x, row)'],
    [
      'two broadcasts that need each other',
      ({ s, row }) => mul(broadcastTo(reshape(s, [1, 1]), [2, 1]), broadcastTo(row, [2, 3])),
      'broadcastTo[2,3](mul(s, row))',
    ],
    [
      'operations move ahead of a broadcast',
      ({ s, x }) => mul(x, exp(mul(broadcastTo(s, [2, 3]), 2))),
      'mul(x, exp(mul(2, s)))',
    ],
    ['broadcast of broadcast', ({ s }) => broadcastTo(broadcastTo(s, [3]), [2, 3]), 'broadcastTo[2,3](s)'],
    [
      'broadcasts in where',
      ({ x, row, s }) => where(broadcastTo(row, [2, 3]), x, broadcastTo(s, [2, 3])),
      'where(row, x, s)',
    ],
    [
      'scalar constants are computed',
      ({ x }) => mul(x, add(log(exp(constant(fromNested(2)))), sub(constant(fromNested(3)), 1))),
      'mul(4, x)',
    ],
    ['stopGradient goes', ({ x }) => relu(stopGradient(x)), 'relu(x)'],
  ];
  test.each(cases)('%s', (_, program, expected) => expect(result(program)).toBe(expected));

  test('computes common subexpressions once', () => {
    const { nodes } = simplified(({ x, y }) => mul(add(exp(x), y), add(exp(x), y)));
    expect(nodes.map((node) => node.op)).toEqual(['input', 'input', 'input', 'input', 'exp', 'add', 'mul']);
  });

  test('tells operations apart by inputs, order, attributes and shape', () => {
    const { nodes } = simplified(({ x }) => {
      const sums = [sum(x, { axes: 0 }), sum(x, { axes: 0, keepdims: true }), sum(x)];
      const orders = [sub(x, 1), sub(1, x)];
      const fills = [fill(2, [3], 'float64'), fill(2, [2, 3], 'float64'), fill(2, [3], 'float64')];
      return [...sums, ...orders, ...fills].reduce((total, term) => add(total, term));
    });
    const count = (op: string): number => nodes.filter((node) => node.op === op).length;
    expect([count('sum'), count('sub'), count('constant')]).toEqual([3, 2, 3]);
  });

  test('tells 0 from -0', () => {
    const { outputs } = simplified(({ x }) => add(div(x, 0), div(x, -0)));
    const [plus, minus] = outputs.result!.inputs;
    expect([scalarValue(plus!.inputs[1]!), scalarValue(minus!.inputs[1]!)]).toEqual([0, -0]);
  });

  test('rounds folded constants to the dtype', () => {
    const { outputs } = simplified(
      ({ x, s }) => mul(add(mul(0, s), 1), mul(mul(scalar(0.1, 'float32'), 0.1), x)),
      'float32',
    );
    const single = Math.fround(0.1);
    expect(scalarValue(outputs.result!.inputs[1]!.inputs[0]!)).toBe(Math.fround(single * single));
  });

  test('does not fold factors where the product would be rounded once instead of twice', () => {
    expect(result(({ x }) => mul(0.1, mul(0.1, x)))).toBe('mul(0.1, mul(0.1, x))');
    expect(result(({ x }) => mul(4, mul(0.1, x)))).toBe('mul(0.4, x)');
  });

  test('does not fold factors into overflow or underflow', () => {
    expect(result(({ x }) => mul(2 ** 600, mul(1e200, x)))).toBe(`mul(${2 ** 600}, mul(1e+200, x))`);
    expect(result(({ x }) => mul(2 ** -600, mul(1e-200, x)))).toBe(`mul(${2 ** -600}, mul(1e-200, x))`);
    const { nodes } = simplified(({ x }) => mul(2 ** 100, mul(1e30, x)), 'float32');
    expect(nodes.filter((node) => node.op === 'mul')).toHaveLength(2);
  });

  test('drops dead nodes and keeps every input in its order', () => {
    const graph = trace({ a: matrix, b: matrix, c: matrix }, ({ a, b, c }) => {
      exp(a);
      return { result: sub(mul(c, 1), reshape(reshape(b, [6]), [2, 3])) };
    });
    const { inputs, nodes } = simplify(graph);
    expect(inputs).toEqual(graph.inputs);
    expect(nodes.map((node) => node.op)).toEqual(['input', 'input', 'input', 'sub']);
  });

  test('keeps the names of outputs, merged ones too', () => {
    const graph = trace({ x: matrix }, ({ x }) => ({ a: exp(x), b: exp(add(x, 0)), x: neg(neg(x)) }));
    const { outputs } = simplify(graph);
    expect(Object.keys(outputs)).toEqual(['a', 'b', 'x']);
    expect(outputs.a).toBe(outputs.b);
    expect(outputs.x).toBe(graph.inputs[0]);
  });

  test('is idempotent: the second time every node is the same object', () => {
    const once = simplified(({ x, y, row }) => {
      const loss = sum(square(add(matmul(x, transpose(y)), sum(mul(row, broadcastTo(neg(row), [2, 3]))))));
      return gradients(loss, [x])[0]!;
    });
    const twice = simplify(once);
    expect(twice.nodes).toHaveLength(once.nodes.length);
    twice.nodes.forEach((node, index) => {
      expect(node).toBe(once.nodes[index]);
    });
  });

  test('leaves the gradient of a two-layer loss with two products forward, three backward, and nothing that only moves elements', () => {
    const graph = simplify(
      trace(
        {
          x: { shape: [4, 3], dtype: 'float64' },
          w: { shape: [5, 3], dtype: 'float64' },
          v: { shape: [1, 5], dtype: 'float64' },
        },
        ({ x, w, v }) => {
          const output = matmul(relu(matmul(x, w, { transposeB: true })), v, { transposeB: true });
          const [byX, byW, byV] = gradients(sum(square(output)), [x, w, v]);
          return { byX: byX!, byW: byW!, byV: byV! };
        },
      ),
    );
    const count = (op: string): number => graph.nodes.filter((node) => node.op === op).length;
    // One of the four backwards is the outer product of two vectors, which is a multiplication.
    expect([count('matmul'), count('transpose'), count('broadcastTo'), count('reshape')]).toEqual([5, 0, 0, 0]);
  });
});
