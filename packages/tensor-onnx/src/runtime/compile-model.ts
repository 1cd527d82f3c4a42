import type { Graph } from '@noprior/tensor';
import { emitModel } from '../emit/emit-model.ts';
import type { Emitters } from '../emit/emitter.ts';
import type { OnnxModel } from '../model/onnx-model.ts';

/** What an executable needs to know of the model that was made from its graph. */
export interface CompiledModel<Session> {
  readonly graph: Graph;
  /** Names in the model by names in the graph; tensors without elements are in neither. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** `undefined` where no output has elements. */
  readonly session: Session | undefined;
}

/** Emit the model of a graph and have its session created.
 *
 * @param rules  what is written for each operation; those for the CPU unless named
 */
export async function compileModel<Session>(
  graph: Graph,
  create: (model: OnnxModel) => Promise<Session>,
  rules?: Emitters,
): Promise<CompiledModel<Session>> {
  const { model, inputs, outputs } = emitModel(graph, rules);
  return { graph, inputs, outputs, session: outputs.size === 0 ? undefined : await create(model) };
}
