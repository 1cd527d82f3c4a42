import { DomainError } from '../errors/domain-error.ts';
import { input } from '../ops/input.ts';
import { type Graph, makeGraph } from './graph.ts';
import { withInputs } from './op-rules.ts';
import { sortedNodes } from './sorted-nodes.ts';
import type { OpName, Tensor } from './tensor.ts';

/** A program in two parts. */
export interface SplitGraph {
  /** The outputs that were asked for first, and `shared`. Its inputs are those that they need. */
  readonly first: Graph;
  /** The other outputs. Its inputs are those of the whole program, and `shared`. */
  readonly second: Graph;
  /** Names of what the first part hands to the second: outputs of the one, inputs of the other. */
  readonly shared: readonly string[];
}

/** Operations that take longer than to store their result and to read it again. */
const costly: ReadonlySet<OpName> = new Set<OpName>([
  'matmul',
  'exp',
  'log',
  'sigmoid',
  'softplus',
  'sum',
  'logSumExp',
]);

/** Cut a program in two, for work on the host in between: what the first outputs need, and the rest.
 *
 * Products, exponentials and sums that both parts need are computed in the first and handed over; cheap elementwise
 * operations are repeated.
 *
 * @param names  outputs of the first part
 * @throws {DomainError} if the graph has no such output, or nothing else
 * @example splitGraph(trace(specs, program), ['gram']).second.inputs // => those of the program, shared0, shared1, ..
 */
export function splitGraph(graph: Graph, names: readonly string[]): SplitGraph {
  const rest = Object.keys(graph.outputs).filter((name) => !names.includes(name));
  for (const name of names) {
    if (graph.outputs[name] !== undefined) continue;
    throw new DomainError(`splitGraph: no output ${name}; there are ${Object.keys(graph.outputs).join(', ')}`);
  }
  if (rest.length === 0)
    throw new DomainError('splitGraph: all outputs are in the first part; leave some for the second');
  const early = new Set(sortedNodes(names.map((name) => graph.outputs[name]!)));
  const handed = new Map<Tensor, Tensor<'input'>>();
  const replaced = new Map<Tensor, Tensor>();
  const inSecond = (node: Tensor): Tensor => {
    const before = replaced.get(node);
    if (before !== undefined) return before;
    let result: Tensor;
    if (early.has(node) && costly.has(node.op)) {
      const given = input(`shared${handed.size}`, node.shape, node.dtype);
      handed.set(node, given);
      result = given;
    } else {
      const inputs = node.inputs.map(inSecond);
      result = inputs.every((one, index) => one === node.inputs[index]) ? node : withInputs(node, inputs);
    }
    replaced.set(node, result);
    return result;
  };
  const second = Object.fromEntries(rest.map((name) => [name, inSecond(graph.outputs[name]!)]));
  const first = Object.fromEntries(names.map((name) => [name, graph.outputs[name]!]));
  for (const [node, { attributes }] of handed) first[attributes.name] = node;
  const shared = [...handed.values()];
  return {
    first: makeGraph(
      graph.inputs.filter((one) => early.has(one)),
      first,
    ),
    second: makeGraph([...graph.inputs, ...shared], second),
    shared: shared.map(({ attributes }) => attributes.name),
  };
}
