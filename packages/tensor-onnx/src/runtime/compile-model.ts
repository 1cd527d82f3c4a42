import type { Graph } from '@noprior/tensor';
import type { InferenceSession } from 'onnxruntime-node';
import { emitModel } from '../emit/emit-model.ts';
import type { Emitters } from '../emit/emitter.ts';
import { serializeModel } from '../model/serialize-model.ts';

/** What an executable needs to know of the model that was made from its graph. */
export interface CompiledModel {
  readonly graph: Graph;
  /** Names in the model by names in the graph; tensors without elements are in neither. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** `undefined` where no output has elements. */
  readonly session: InferenceSession | undefined;
}

/** Emit the model of a graph and have its session created.
 *
 * @param rules  what is written for each operation; those for the CPU unless named
 */
export async function compileModel(
  graph: Graph,
  create: (model: Uint8Array) => Promise<InferenceSession>,
  rules?: Emitters,
): Promise<CompiledModel> {
  const { model, inputs, outputs } = emitModel(graph, rules);
  return { graph, inputs, outputs, session: outputs.size === 0 ? undefined : await create(serializeModel(model)) };
}
