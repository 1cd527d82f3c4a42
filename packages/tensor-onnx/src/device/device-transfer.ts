import { DomainError, type HostTensor, makeHostTensor, sizeOf } from '@noprior/tensor';
import type { InferenceSession } from 'onnxruntime-node';
import { openIdentity } from '../runtime/open-identity.ts';
import type { OnnxRuntime } from '../runtime/runtime.ts';
import type { Device } from './device.ts';
import { DeviceMemoryTensor } from './device-memory-tensor.ts';
import { RefCountedSession } from './ref-counted-session.ts';

/** Session options of a provider with memory of its own: where the outputs lie is said by whoever opens the session. */
export type DeviceSessionOptions = Omit<InferenceSession.SessionOptions, 'preferredOutputLocation'>;

/** Session options with outputs that stay on the device. */
export function keepOnDevice(options: DeviceSessionOptions): InferenceSession.SessionOptions {
  return { ...options, preferredOutputLocation: 'gpu-buffer' };
}

/** Takes tensors to a device and back: two sessions of y = x, one that leaves y on the device and one that does not. The calls
 * that ONNX Runtime has for that purpose exist in browsers only; its package for Node ends the process on one of them. */
export class DeviceTransfer {
  readonly #runtime: OnnxRuntime;
  readonly #toDevice: RefCountedSession;
  readonly #toHost: InferenceSession;

  private constructor(runtime: OnnxRuntime, toDevice: RefCountedSession, toHost: InferenceSession) {
    this.#runtime = runtime;
    this.#toDevice = toDevice;
    this.#toHost = toHost;
  }

  /** @throws {BackendUnavailableError} if there is no such device */
  static async open(
    runtime: OnnxRuntime,
    options: DeviceSessionOptions,
    words: { readonly backend: string; readonly advice: string },
  ): Promise<DeviceTransfer> {
    const toDevice = new RefCountedSession(await openIdentity(runtime, keepOnDevice(options), words));
    return new DeviceTransfer(runtime, toDevice, await openIdentity(runtime, options, words));
  }

  /** Copy a tensor of the host to the device. */
  async upload(device: Device, { data, dtype, shape }: HostTensor): Promise<DeviceMemoryTensor> {
    if (sizeOf(shape) === 0) return new DeviceMemoryTensor(device, shape);
    const x = new this.#runtime.Tensor(dtype, data.slice(), [...shape]);
    const { y: buffer } = await device.queue.enqueueRun(() => this.#toDevice.run({ x }));
    if (buffer === undefined) throw new DomainError(`${device.name}: upload: the session returned no tensor`);
    return new DeviceMemoryTensor(device, shape, { buffer, maker: this.#toDevice });
  }

  /** Copy a tensor of the device to the host. */
  async read(device: Device, tensor: DeviceMemoryTensor): Promise<HostTensor> {
    const { buffer: x } = tensor;
    if (x === undefined) return makeHostTensor(new Float32Array(0), tensor.shape);
    const data = await device.queue.enqueue(async () => (await this.#toHost.run({ x })).y?.data);
    if (data instanceof Float32Array) return makeHostTensor(data, tensor.shape);
    throw new DomainError(`${device.name}: read: the session returned no float32 numbers`);
  }

  /** Have the queue of a device wait with this tensor: reading it takes until all work before it is done. */
  waitWith(device: Device, tensor: DeviceMemoryTensor): void {
    // The tensor is kept with the function, not its buffer alone, which would be freed when the tensor is forgotten.
    device.queue.waitWith(async () => tensor.buffer && this.#toHost.run({ x: tensor.buffer }));
  }

  async close(): Promise<void> {
    await this.#toDevice.close();
    await this.#toHost.release();
  }
}
