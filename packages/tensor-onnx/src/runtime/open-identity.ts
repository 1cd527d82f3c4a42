import { BackendUnavailableError } from '@noprior/tensor';
import type { InferenceSession } from 'onnxruntime-node';
import { identityModel } from '../model/identity-model.ts';
import { serializeModel } from '../model/serialize-model.ts';
import { reasonOf } from './reason-of.ts';
import type { OnnxRuntime } from './runtime.ts';

/** Create the session of y = x, the first that a backend creates: it fails where the backend cannot work.
 *
 * @param advice  what to do, for the message
 * @throws {BackendUnavailableError} if no session can be created
 */
export async function openIdentity(
  runtime: OnnxRuntime,
  options: InferenceSession.SessionOptions,
  { backend, advice }: { readonly backend: string; readonly advice: string },
): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(serializeModel(identityModel), options);
  } catch (cause) {
    throw new BackendUnavailableError(`${backend}: no session can be created (${reasonOf(cause)}); ${advice}`, {
      cause,
    });
  }
}
