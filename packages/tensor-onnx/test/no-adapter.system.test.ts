import { BackendUnavailableError } from '@noprior/tensor';
import { openOnnxWebgpu } from '@noprior/tensor-onnx';
import { expect, test } from 'vitest';

// Only on Linux can every driver be hidden.
test.skipIf(process.platform !== 'linux')('without an adapter the backend says so when it is opened', async () => {
  // Read by the Vulkan loader when the first device is looked for; this file has a process of its own.
  process.env.VK_ICD_FILENAMES = '/nowhere.json';
  process.env.VK_DRIVER_FILES = '/nowhere.json';
  const opened = openOnnxWebgpu();
  await expect(opened).rejects.toThrow(BackendUnavailableError);
  await expect(opened).rejects.toThrow(/^onnx:webgpu: .*adapter/);
  await expect(opened).rejects.toThrow('VK_ICD_FILENAMES');
});
