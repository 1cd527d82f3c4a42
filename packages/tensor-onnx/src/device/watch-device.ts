/** The part of a browser's GPUDevice that is watched.
 *
 * @see https://www.w3.org/TR/webgpu/#gpudevice
 */
interface GpuDevice {
  readonly lost: Promise<{ readonly reason?: string; readonly message?: string }>;
  readonly adapterInfo?: { readonly vendor: string; readonly architecture: string; readonly description: string };
  addEventListener(type: 'uncapturederror', listener: (event: GpuErrorEvent) => void): void;
  removeEventListener(type: 'uncapturederror', listener: (event: GpuErrorEvent) => void): void;
}

interface GpuErrorEvent {
  readonly error: { readonly message: string };
}

/** Hear of it when a browser's device goes away, and of errors that it reports after the call that caused them. ONNX Runtime
 * writes both to the console and computes on.
 *
 * @param device  GPUDevice; anything else, as in Node where ONNX Runtime keeps its device to itself, is not watched
 * @returns the device in words, if it has any, and how to stop watching
 */
export function watchDevice(
  device: unknown,
  onFailure: (reason: string) => void,
): { readonly words: string; readonly stop: () => void } {
  if (!isGpuDevice(device)) return { words: '', stop: () => {} };
  const onError = ({ error }: GpuErrorEvent): void => onFailure(error.message);
  device.addEventListener('uncapturederror', onError);
  void device.lost.then(({ reason, message }) => onFailure(`device lost: ${reason ?? 'unknown'}: ${message ?? ''}`));
  const { vendor = '', architecture = '', description = '' } = device.adapterInfo ?? {};
  return {
    words: [vendor, architecture, description].filter((word) => word !== '').join(' '),
    stop: () => device.removeEventListener('uncapturederror', onError),
  };
}

function isGpuDevice(device: unknown): device is GpuDevice {
  return typeof device === 'object' && device !== null && 'lost' in device && 'addEventListener' in device;
}
