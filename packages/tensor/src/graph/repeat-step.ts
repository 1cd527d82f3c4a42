import { DomainError } from '../errors/domain-error.ts';
import { type Graph, makeGraph, mapRecord } from './graph.ts';
import { withInputs } from './op-rules.ts';
import type { Tensor } from './tensor.ts';

/** Several steps of a loop as one graph: every output that has the name of an input is that input of the step after it. Other inputs
 * are the same in all steps; other outputs are those of the last step.
 *
 * One run of several steps keeps what lies between them inside the backend, which saves the copies that each run makes.
 *
 * @param times  steps, an integer of at least 1
 * @throws {DomainError} for another number of steps
 * @example const tenSteps = repeatStep(step, 10);
 */
export function repeatStep(graph: Graph, times: number): Graph {
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new DomainError(`repeatStep: times must be an integer of at least 1, got ${times}`);
  }
  let outputs = graph.outputs;
  for (let step = 1; step < times; step++) {
    const rebuilt = new Map<Tensor, Tensor>();
    for (const node of graph.nodes) {
      if (node.op === 'input') {
        rebuilt.set(node, outputs[(node as Tensor<'input'>).attributes.name] ?? node);
        continue;
      }
      const inputs = node.inputs.map((input) => rebuilt.get(input)!);
      const same = inputs.every((input, at) => input === node.inputs[at]);
      rebuilt.set(node, same ? node : withInputs(node, inputs));
    }
    outputs = mapRecord(graph.outputs, (output) => rebuilt.get(output)!);
  }
  return makeGraph(graph.inputs, outputs);
}
