import { SystemError, type TypedArray } from '@noprior/tensor';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { reasonOf } from '../runtime/reason-of.ts';
import type { OnnxRuntime } from '../runtime/runtime.ts';
import type { HostArrays, HostSession } from './host-session.ts';

/** Have ONNX Runtime create the session of a model.
 *
 * @param model  bytes of an ONNX file
 */
export async function openOrtSession(
  runtime: OnnxRuntime,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<HostSession> {
  const session = await runtime.InferenceSession.create(model, options);
  const wrap = (arrays: HostArrays): Record<string, OrtTensor> => {
    const tensors: Record<string, OrtTensor> = {};
    for (const [name, { data, shape }] of Object.entries(arrays)) {
      tensors[name] = new runtime.Tensor(data instanceof Float32Array ? 'float32' : 'float64', data, [...shape]);
    }
    return tensors;
  };
  return {
    async run(inputs, outputs) {
      const fetches = wrap(outputs);
      const inPlace = Object.keys(outputs).length > 0;
      const running = inPlace ? session.run(wrap(inputs), fetches) : session.run(wrap(inputs));
      const results = await running.catch(failRun);
      const arrays: Record<string, TypedArray> = {};
      for (const [name, { data }] of Object.entries(results)) {
        if (data instanceof Float32Array || data instanceof Float64Array) arrays[name] = data;
      }
      return arrays;
    },
    release: () => session.release(),
  };
}

/** What ONNX Runtime refuses while it computes, which is memory nearly always, since the program itself was checked before. */
function failRun(cause: unknown): never {
  throw new SystemError(
    `ONNX Runtime could not compute (${reasonOf(cause)}); with too little memory, give it fewer or smaller arrays`,
    { cause },
  );
}
