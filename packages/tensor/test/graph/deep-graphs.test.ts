import {
  add,
  freeAfter,
  gradients,
  makeGraph,
  mul,
  neg,
  relu,
  simplify,
  sum,
  type Tensor,
  trace,
} from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

const vector = { shape: [2], dtype: 'float64' } as const;
const depth = 100_000;

function chain(x: Tensor, link: (node: Tensor, index: number) => Tensor, length: number = depth): Tensor {
  let node = x;
  for (let index = 0; index < length; index++) node = link(node, index);
  return node;
}

describe('graphs of 100,000 nodes in a row do not overflow the stack', () => {
  test('trace and liveness', () => {
    const graph = trace({ x: vector }, ({ x }) => ({ y: chain(x, relu) }));
    expect(graph.nodes).toHaveLength(depth + 1);
    // Each link dies as soon as the next one is there; the last is the output.
    expect(freeAfter(graph).every((dead, position) => dead.length === (position < 2 ? 0 : 1))).toBe(true);
  });

  test('a node that is read twice by each successor has 2^100000 paths and is visited once', () => {
    const graph = trace({ x: vector }, ({ x }) => ({ y: chain(x, (node) => add(node, node)) }));
    expect(graph.nodes).toHaveLength(depth + 1);
  });

  test('gradients, and gradients of gradients', () => {
    const { inputs, outputs } = trace({ x: vector }, ({ x }) => ({
      y: sum(chain(x, (node) => mul(node, node), 50_000)),
    }));
    const [first] = gradients(outputs.y!, inputs);
    const [second] = gradients(sum(first!), inputs);
    expect(makeGraph(inputs, { first: first! }).nodes.length).toBeGreaterThan(100_000);
    expect(makeGraph(inputs, { second: second! }).nodes.length).toBeGreaterThan(200_000);
  });

  test('simplify keeps a chain that cannot be shortened', () => {
    const graph = trace({ x: vector }, ({ x }) => ({ y: chain(x, relu) }));
    expect(simplify(graph).nodes).toHaveLength(depth + 1);
  });

  test('simplify of a chain in which every node is rebuilt, with a rewrite at the far end', () => {
    const graph = trace({ x: vector }, ({ x }) => ({ y: neg(neg(chain(neg(neg(x)), relu))) }));
    expect(simplify(graph).nodes).toHaveLength(depth + 1);
  });

  test('simplify of a chain that is rewritten at every other node', () => {
    const graph = trace({ x: vector }, ({ x }) => ({
      y: chain(x, (node, index) => relu(index % 2 === 0 ? node : mul(node, 1))),
    }));
    expect(simplify(graph).nodes).toHaveLength(depth + 1);
  });

  test('simplify folds a chain of rewrites', () => {
    const signs = trace({ x: vector }, ({ x }) => ({ y: chain(x, neg) }));
    expect(simplify(signs).outputs.y).toBe(signs.inputs[0]);
    const factors = trace({ x: vector }, ({ x }) => ({ y: chain(x, (node) => mul(node, -1)) }));
    expect(simplify(factors).nodes.map((node) => node.op)).toEqual(['input']);
  });
});
