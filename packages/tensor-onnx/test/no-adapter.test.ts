import { BackendUnavailableError } from '@noprior/tensor';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';
import { expect, test } from 'vitest';

test('without an adapter the backend says so when it is opened', async () => {
  if (process.platform !== 'linux') {
    console.log('NOT RUN: only on Linux can every driver be hidden');
    return;
  }
  // Read by the Vulkan loader when the first device is looked for; this file has a process of its own.
  process.env.VK_ICD_FILENAMES = '/nowhere.json';
  process.env.VK_DRIVER_FILES = '/nowhere.json';
  const opened = openOnnxWebgpu();
  await expect(opened).rejects.toThrow(BackendUnavailableError);
  await expect(opened).rejects.toThrow(
    'onnx:webgpu: no session can be created (Failed to get a WebGPU adapter: No supported adapters)',
  );
  await expect(opened).rejects.toThrow('VK_ICD_FILENAMES');
});
