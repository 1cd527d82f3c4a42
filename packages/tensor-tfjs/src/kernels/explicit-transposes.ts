import { constant, type Graph, type HostTensor, makeGraph, mapRecord, type Tensor, transpose } from '@noprior/tensor';

/** The same program with matrix products of untransposed operands only: each transposed operand becomes a node of its own, made
 * once however many products read it, and a constant is transposed beforehand. */
export function explicitTransposes(graph: Graph): Graph {
  const rebuilt = new Map<Tensor, Tensor>();
  const transposed = new Map<Tensor, Tensor>();
  const transposeOnce = (operand: Tensor): Tensor => {
    const before = transposed.get(operand);
    if (before !== undefined) return before;
    const made = operand.op === 'constant' ? constant(transposedConstant(operand)) : transpose(operand);
    transposed.set(operand, made);
    return made;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => rebuilt.get(input)!);
    if (node.op === 'matmul' && (node.attributes.transposeA || node.attributes.transposeB)) {
      const { transposeA, transposeB } = node.attributes;
      const [a, b] = inputs as [Tensor, Tensor];
      rebuilt.set(node, {
        ...node,
        inputs: [transposeA ? transposeOnce(a) : a, transposeB ? transposeOnce(b) : b],
        attributes: { transposeA: false, transposeB: false },
      });
    } else {
      const same = inputs.every((input, index) => input === node.inputs[index]);
      rebuilt.set(node, same ? node : { ...node, inputs });
    }
  }
  return makeGraph(
    graph.inputs,
    mapRecord(graph.outputs, (node) => rebuilt.get(node)!),
  );
}

function transposedConstant({ attributes: { data }, shape, dtype }: Tensor<'constant'>): HostTensor {
  const [rows, columns] = shape as readonly [number, number];
  const turned = data.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = data[row * columns + column]!;
  }
  return { data: turned, shape: [columns, rows], dtype };
}
