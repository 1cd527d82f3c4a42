import { DomainError } from '../errors/domain-error.ts';
import { gradients } from './gradients.ts';
import { type Graph, makeGraph } from './graph.ts';

/** What to differentiate, by which inputs. */
export interface ValueAndGradOptions {
  /** Name of a scalar output. */
  readonly of: string;
  /** Names of inputs. */
  readonly wrt: readonly string[];
}

/** The graph with its derivatives beside its values: for every input `x` in `wrt` one more output `of/x`.
 *
 * It can be applied again, to the new outputs too, once they are scalars.
 *
 * @throws {DomainError} if there is no such output or input
 * @throws {ShapeError} if the output is not a scalar
 * @example valueAndGrad(graph, { of: 'loss', wrt: ['x'] }).outputs // => { loss, 'loss/x' }
 */
export function valueAndGrad(graph: Graph, { of, wrt }: ValueAndGradOptions): Graph {
  const output = graph.outputs[of];
  if (output === undefined) {
    throw new DomainError(`valueAndGrad: no output ${of}; there are ${Object.keys(graph.outputs).join(', ')}`);
  }
  const inputs = wrt.map((name) => {
    const found = graph.inputs.find((node) => node.attributes.name === name);
    if (found !== undefined) return found;
    const names = graph.inputs.map((node) => node.attributes.name).join(', ');
    throw new DomainError(`valueAndGrad: no input ${name}; there are ${names}`);
  });
  const outputs = { ...graph.outputs };
  gradients(output, inputs).forEach((gradient, index) => {
    outputs[`${of}/${wrt[index]}`] = gradient;
  });
  return makeGraph(graph.inputs, outputs);
}
