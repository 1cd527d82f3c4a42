import { BackendUnavailableError } from '@noprior/tensor';
import { firstLine } from '../load-package.ts';
import type { Gpu, GpuAdapterInfo, GpuDevice } from './gpu-types.ts';

/** A device with the largest limits of its adapter, which is what the kernels of tfjs are made for.
 *
 * @throws {BackendUnavailableError} if there is no adapter, or it gives no device
 */
export async function requestDevice(
  backend: string,
  gpu: Gpu,
): Promise<{ readonly device: GpuDevice; readonly info: GpuAdapterInfo }> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch((cause: unknown) => {
    throw new BackendUnavailableError(`${backend}: looking for a WebGPU adapter failed: ${firstLine(cause)}`, {
      cause,
    });
  });
  if (adapter === null) {
    throw new BackendUnavailableError(
      `${backend}: there is no WebGPU adapter; install a driver for the GPU (Vulkan on Linux), or name a software driver, as VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json`,
    );
  }
  const { limits } = adapter;
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
      requiredLimits: {
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      },
    });
    return { device, info: adapter.info };
  } catch (cause) {
    throw new BackendUnavailableError(`${backend}: the WebGPU adapter gives no device: ${firstLine(cause)}`, { cause });
  }
}
