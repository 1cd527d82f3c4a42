import { type Backend, BackendUnavailableError } from '@noprior/tensor';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';

/** The backend, or nothing and a line that says why where there is no adapter and none is required. */
export async function openWebgpuHere(): Promise<Backend | undefined> {
  try {
    return await openOnnxWebgpu();
  } catch (error) {
    const required = process.env.REQUIRED_BACKENDS?.split(',').includes('onnx:webgpu') ?? false;
    if (required || !(error instanceof BackendUnavailableError)) throw error;
    console.log(`NOT RUN: onnx:webgpu: ${error.message}`);
    return undefined;
  }
}
