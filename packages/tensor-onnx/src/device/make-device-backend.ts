import {
  type Backend,
  checkDtypes,
  type DeviceTensor,
  DtypeError,
  type Executable,
  type Graph,
  type HostTensor,
} from '@noprior/tensor';
import type { Emitters } from '../emit/emitter.ts';
import type { OnnxModel } from '../model/onnx-model.ts';
import { serializeModel } from '../model/serialize-model.ts';
import { compileModel } from '../runtime/compile-model.ts';
import type { OnnxRuntime } from '../runtime/runtime.ts';
import type { Device } from './device.ts';
import { DeviceExecutable } from './device-executable.ts';
import { DeviceMemoryTensor } from './device-memory-tensor.ts';
import { type DeviceSessionOptions, type DeviceTransfer, keepOnDevice } from './device-transfer.ts';

/** What a backend on a device is made of. */
export interface DeviceBackendOptions {
  readonly device: Device;
  /** The device in words. */
  readonly words: string;
  readonly runtime: OnnxRuntime;
  readonly transfer: DeviceTransfer;
  readonly sessionOptions: DeviceSessionOptions;
  /** What is written for each operation. */
  readonly rules: Emitters;
  /** Called once, when the backend is disposed. */
  readonly onDispose: () => void;
}

const dtypes = ['float32'] as const;

/** A backend whose tensors are buffers of a device: float32. */
export function makeDeviceBackend(options: DeviceBackendOptions): Backend {
  const { device, words, runtime, transfer, sessionOptions, rules, onDispose } = options;
  const { name, queue, memory } = device;
  const executables = new Set<Executable>();
  return {
    name,
    device: words,
    dtypes,
    async compile(graph: Graph): Promise<Executable> {
      checkDtypes(graph, { name, dtypes });
      const create = (model: OnnxModel) =>
        queue.enqueue(() => runtime.InferenceSession.create(serializeModel(model), keepOnDevice(sessionOptions)));
      const compiled = await compileModel(graph, create, rules);
      const executable = new DeviceExecutable(device, compiled, (disposed) => executables.delete(disposed));
      executables.add(executable);
      return executable;
    },
    async upload(tensor: HostTensor): Promise<DeviceTensor> {
      if (tensor.dtype !== 'float32') throw new DtypeError(`${name}: upload: offers float32, got ${tensor.dtype}`);
      return transfer.upload(device, tensor);
    },
    async read(tensor: DeviceTensor): Promise<HostTensor> {
      return transfer.read(device, DeviceMemoryTensor.of(tensor, device));
    },
    release(tensor: DeviceTensor): void {
      DeviceMemoryTensor.of(tensor, device).release();
    },
    async dispose(): Promise<void> {
      await Promise.all([...executables].map((executable) => executable.dispose()));
      await memory.freeAll();
      await queue.clear(() => transfer.close());
      onDispose();
    },
  };
}
