/// <reference types="vite/client" />
import { type Backend, BackendUnavailableError } from '@noprior/tensor';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';

/** The backend, or nothing and a line that says why where there is no adapter and none is required. */
export async function openWebgpuHere(): Promise<Backend | undefined> {
  try {
    return await openOnnxWebgpu();
  } catch (error) {
    const required = requiredBackends().includes('onnx:webgpu');
    if (required || !(error instanceof BackendUnavailableError)) throw error;
    console.log(`NOT RUN: onnx:webgpu: ${error.message}`);
    return undefined;
  }
}

/** Of the environment in Node, of the page in a browser. */
function requiredBackends(): string[] {
  const names: unknown =
    typeof process === 'undefined' ? import.meta.env.REQUIRED_BACKENDS : process.env.REQUIRED_BACKENDS;
  return String(names ?? '').split(',');
}
