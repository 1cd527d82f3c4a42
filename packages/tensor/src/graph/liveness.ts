import type { Graph } from './graph.ts';
import type { Tensor } from './tensor.ts';

/** For each position in `graph.nodes`, the nodes whose value no later node reads: what an interpreter may free once
 * the node there has been computed. Inputs, constants and outputs are never listed. */
export function freeAfter(graph: Graph): readonly (readonly Tensor[])[] {
  const kept = new Set<Tensor>(Object.values(graph.outputs));
  const seen = new Set<Tensor>();
  const plan = graph.nodes.map((): Tensor[] => []);
  for (let position = graph.nodes.length - 1; position >= 0; position--) {
    const node = graph.nodes[position]!;
    for (const read of [node, ...node.inputs]) {
      if (seen.has(read) || kept.has(read)) continue;
      seen.add(read);
      if (read.op !== 'input' && read.op !== 'constant') plan[position]!.push(read);
    }
  }
  return plan;
}
