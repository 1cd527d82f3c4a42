import { fill, scalarValue } from '../ops/constant.ts';
import { type Graph, makeGraph, mapRecord } from './graph.ts';
import { opRules, withInputs } from './op-rules.ts';
import { rewrite } from './rewrite.ts';
import type { Tensor } from './tensor.ts';

/** The same program with less work: common subexpressions once, nodes that no output needs gone, scalar constants
 * folded, transposes moved into the flags of matrix products, copies and broadcasts that change nothing dropped.
 *
 * Inputs stay, in their order, even where nothing uses them any more. Values stay the same to the bit, but for the sign of
 * 0: constant factors move only where they are powers of two. Take derivatives first: `stopGradient` is dropped here.
 *
 * @example simplify(trace(specs, ({ x }) => ({ y: neg(neg(x)) }))).outputs.y // => the input x
 */
export function simplify(graph: Graph): Graph {
  const simplified = new Map<Tensor, Tensor>();
  const known = new Map<string, Tensor>();
  const identity = new Map<Tensor, number>();
  const numberOf = (node: Tensor): number => {
    const before = identity.get(node);
    if (before !== undefined) return before;
    identity.set(node, identity.size);
    return identity.size - 1;
  };
  const unique = (node: Tensor): Tensor => {
    const key = keyOf(node, numberOf);
    if (key === undefined) return node;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, node);
    return node;
  };
  // A rewrite may make several new nodes; each is interned from its inputs upwards, and rewritten until it stays.
  const intern = (node: Tensor): Tensor => {
    const before = simplified.get(node);
    if (before !== undefined) return before;
    const inputs = node.inputs.map(intern);
    const rebuilt = inputs.every((input, index) => input === node.inputs[index]) ? node : withInputs(node, inputs);
    const next = foldScalars(rebuilt) ?? rewrite(rebuilt);
    const result = next === rebuilt ? unique(rebuilt) : intern(next);
    simplified.set(node, result);
    // What is simple stays so. Without this line a rewrite far down would descend through all that was rebuilt above it.
    simplified.set(result, result);
    return result;
  };
  for (const node of graph.nodes) intern(node);
  return makeGraph(graph.inputs, mapRecord(graph.outputs, intern));
}

/** Key under which equal nodes meet; `undefined` for nodes that are never merged. */
function keyOf(node: Tensor, numberOf: (node: Tensor) => number): string | undefined {
  if (node.op === 'input') return undefined;
  if (node.op === 'constant') {
    const { data } = node.attributes;
    const first = data[0];
    // Fills are told by their value; other constants are large and stay as they are.
    if (first === undefined || !data.every((value) => Object.is(value, first))) return undefined;
    return `fill ${Object.is(first, -0) ? '-0' : first} ${node.shape.join()} ${node.dtype}`;
  }
  return `${node.op} ${node.inputs.map(numberOf).join()} ${JSON.stringify(node.attributes)}`;
}

/** An elementwise operation on scalar constants, computed. */
function foldScalars(node: Tensor): Tensor | undefined {
  const { scalar } = opRules[node.op];
  if (scalar === undefined || node.shape.length !== 0) return undefined;
  const values = node.inputs.map(scalarValue);
  if (values.some((value) => value === undefined)) return undefined;
  return fill(scalar(...values.map((value) => value!)), [], node.dtype);
}
