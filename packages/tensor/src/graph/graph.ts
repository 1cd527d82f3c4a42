import type { Dtype } from '../dtype.ts';
import { ShapeError } from '../errors/shape-error.ts';
import { input } from '../ops/input.ts';
import type { Shape } from '../shape.ts';
import { sortedNodes } from './sorted-nodes.ts';
import type { Tensor } from './tensor.ts';

/** A numerical program: named inputs, named outputs, and the nodes between them in an order that can be executed. */
export interface Graph {
  readonly inputs: readonly Tensor<'input'>[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Every input, and every node that an output needs; inputs of a node come ahead of it. */
  readonly nodes: readonly Tensor[];
}

/** Shape and dtype of an input. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/** Run a function on symbolic inputs and keep what it did as a graph.
 *
 * @throws {ShapeError} if a result depends on an input of another trace
 * @example trace({ x: { shape: [3], dtype: 'float64' } }, ({ x }) => ({ norm: sum(square(x)) }))
 */
export function trace<N extends string>(
  specs: Readonly<Record<N, TensorSpec>>,
  program: (inputs: Readonly<Record<N, Tensor>>) => Readonly<Record<string, Tensor>>,
): Graph {
  const symbols = mapRecord(specs, ({ shape, dtype }, name) => input(name, shape, dtype));
  return makeGraph(Object.values<Tensor<'input'>>(symbols), program(symbols));
}

/** Graph from inputs and the outputs computed from them.
 *
 * @throws {ShapeError} if two inputs share a name, or an output needs an input that is not listed
 */
export function makeGraph(inputs: readonly Tensor<'input'>[], outputs: Readonly<Record<string, Tensor>>): Graph {
  const names = new Set(inputs.map((node) => node.attributes.name));
  if (names.size !== inputs.length) throw new ShapeError('makeGraph: two inputs share a name');
  const nodes = sortedNodes([...inputs, ...Object.values(outputs)]);
  for (const node of nodes) {
    if (node.op === 'input' && !inputs.includes(node)) {
      throw new ShapeError(`makeGraph: an output depends on input ${node.attributes.name}, which is not listed`);
    }
  }
  return { inputs, outputs, nodes };
}

/** Apply a function to every value of a record, keeping its keys. */
export function mapRecord<N extends string, A, B>(
  record: Readonly<Record<N, A>>,
  map: (value: A, key: N) => B,
): Record<N, B> {
  const result = {} as Record<N, B>;
  for (const key of Object.keys(record) as N[]) result[key] = map(record[key], key);
  return result;
}
