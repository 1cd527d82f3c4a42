import type { Tensor } from './tensor.ts';

/** Every node that the outputs need, inputs of a node ahead of it; each node once. Iterative: graphs may be deep. */
export function sortedNodes(outputs: Iterable<Tensor>): Tensor[] {
  const sorted: Tensor[] = [];
  const done = new Set<Tensor>();
  const entered = new Set<Tensor>();
  const stack: Tensor[] = [...outputs].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (done.has(node)) continue;
    if (entered.has(node) || node.inputs.length === 0) {
      done.add(node);
      sorted.push(node);
      continue;
    }
    entered.add(node);
    stack.push(node);
    for (let index = node.inputs.length - 1; index >= 0; index--) {
      const input = node.inputs[index]!;
      if (!done.has(input)) stack.push(input);
    }
  }
  return sorted;
}
