import { BackendUnavailableError } from '@noprior/tensor';
import type * as OnnxRuntime from 'onnxruntime-node';

/** The part of ONNX Runtime's interface that the backends use; the Node and the web package share it. */
export type OnnxRuntimeModule = Pick<typeof OnnxRuntime, 'InferenceSession' | 'Tensor' | 'env'>;

/** Load onnxruntime-node, an optional peer.
 *
 * @throws {BackendUnavailableError} if it is not installed or its library does not load here
 */
export async function loadOnnxruntimeNode(
  load: () => Promise<OnnxRuntimeModule> = () => import('onnxruntime-node'),
): Promise<OnnxRuntimeModule> {
  try {
    return await load();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackendUnavailableError(
      `onnx:cpu: onnxruntime-node cannot be loaded (${reason.split('\n')[0]}); install it: npm install onnxruntime-node@^1.30.0`,
      { cause },
    );
  }
}
