import { type Graph, sizeOf } from '@noprior/tensor';

/** Floating-point operations of the matrix products of a graph: 2 n k m for each. */
export function matmulFlops(graph: Graph): number {
  let total = 0;
  for (const node of graph.nodes) {
    if (node.op !== 'matmul') continue;
    const inner = node.inputs[0]!.shape[node.attributes.transposeA ? 0 : 1]!;
    total += 2 * inner * sizeOf(node.shape);
  }
  return total;
}
