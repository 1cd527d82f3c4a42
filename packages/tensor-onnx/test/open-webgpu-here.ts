/// <reference types="vite/client" />
import { type Backend, BackendUnavailableError } from '@noprior/tensor';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';

/** The backend; where there is no adapter and none is required, the test is skipped with a reason.
 *
 * @param skip  of the test's context
 */
export async function openWebgpuHere(skip: (reason: string) => never): Promise<Backend> {
  try {
    return await openOnnxWebgpu();
  } catch (error) {
    const required = requiredBackends().includes('onnx:webgpu');
    if (required || !(error instanceof BackendUnavailableError)) throw error;
    return skip(`NOT RUN: onnx:webgpu: ${error.message}`);
  }
}

/** Of the environment in Node, of the page in a browser. */
function requiredBackends(): string[] {
  const names: unknown =
    typeof process === 'undefined' ? import.meta.env.REQUIRED_BACKENDS : process.env.REQUIRED_BACKENDS;
  return String(names ?? '').split(',');
}
