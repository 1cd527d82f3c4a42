import { BackendUnavailableError } from '@noprior/tensor';
import type { InferenceSession } from 'onnxruntime-node';
import { identityModel } from '../model/identity-model.ts';
import { serializeModel } from '../model/serialize-model.ts';
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackendUnavailableError(`${backend}: no session can be created (${lastLine(reason)}); ${advice}`, {
      cause,
    });
  }
}

/** What is left of a message of ONNX Runtime without file, line and the condition that failed. */
function lastLine(message: string): string {
  const line = message.trim().split('\n')[0]!;
  return /\bwas false\. (.*)$/.exec(line)?.[1] ?? line;
}
