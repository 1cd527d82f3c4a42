import { SystemError } from '@noprior/tensor';
import type { HostArrays, HostSession } from '../host/host-session.ts';
import type { OnnxModel } from '../model/onnx-model.ts';
import { serializeModel } from '../model/serialize-model.ts';
import type { Address, OpenvinoLibrary } from '../runtime/openvino/openvino-library.ts';
import { reasonOf } from '../runtime/reason-of.ts';
import { separateFactors } from './separate-factors.ts';

/** Have OpenVINO compile a model.
 *
 * @param core        of the backend
 * @param properties  of the compilation, by OpenVINO's names
 * @throws {SystemError} if it refuses
 */
export function openOpenvinoSession(
  library: OpenvinoLibrary,
  core: Address,
  model: OnnxModel,
  properties: Readonly<Record<string, string>>,
): HostSession {
  const compiled = orSystemError('compile', () =>
    library.compile(core, serializeModel(separateFactors(model)), properties),
  );
  const request = orSystemError('compile', () => library.createRequest(compiled));
  const varying = dependents(model);
  const set = (arrays: HostArrays): void => {
    for (const [name, { data, shape }] of Object.entries(arrays)) {
      if (data instanceof Float32Array && varying.has(name)) library.setTensor(request, name, data, shape);
    }
  };
  return {
    async run(inputs, outputs) {
      orSystemError('compute', () => {
        set(inputs);
        set(outputs);
        library.infer(request);
        for (const [name, { data }] of Object.entries(outputs)) {
          if (!varying.has(name)) data.set(library.readTensor(request, name, data.length));
        }
      });
      return {};
    },
    async release() {
      library.freeRequest(request);
      library.freeCompiled(compiled);
    },
  };
}

/** Inputs that some node reads, and what is computed from them. OpenVINO has no port for other inputs, and writes constant outputs
 * into memory of its own. */
function dependents({ nodes, inputs }: OnnxModel): ReadonlySet<string> {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const names = new Set(inputs.map(({ name }) => name).filter((name) => read.has(name)));
  for (const node of nodes) {
    if (node.inputs.some((name) => names.has(name))) for (const name of node.outputs) names.add(name);
  }
  return names;
}

function orSystemError<T>(what: 'compile' | 'compute', act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new SystemError(
      `OpenVINO could not ${what} (${reasonOf(cause)}); with too little memory, give it fewer or smaller arrays`,
      { cause },
    );
  }
}
