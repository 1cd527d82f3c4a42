import {
  type Backend,
  checkDtypes,
  type DeviceTensor,
  dtypes,
  type Executable,
  type Graph,
  type HostTensor,
  makeHostTensor,
} from '@noprior/tensor';
import type { InferenceSession } from 'onnxruntime-node';
import { compileModel } from '../runtime/compile-model.ts';
import { HostExecutable, type HostMemory } from './host-executable.ts';
import { HostMemoryTensor } from './host-memory-tensor.ts';

/** What distinguishes one backend in host memory from another. */
export interface HostBackendOptions extends HostMemory {
  readonly device: string;
  readonly sessionOptions: InferenceSession.SessionOptions;
}

/** A backend whose tensors are arrays of the host: float32 and float64. */
export function makeHostBackend(options: HostBackendOptions): Backend {
  const { name, device, runtime, sessionOptions } = options;
  const executables = new Set<Executable>();
  return {
    name,
    device,
    dtypes,
    async compile(graph: Graph): Promise<Executable> {
      checkDtypes(graph, { name, dtypes });
      const compiled = await compileModel(graph, (model) => runtime.InferenceSession.create(model, sessionOptions));
      const executable = new HostExecutable(options, compiled, (disposed) => executables.delete(disposed));
      executables.add(executable);
      return executable;
    },
    async upload({ data, shape }: HostTensor): Promise<DeviceTensor> {
      return new HostMemoryTensor(name, data.slice(), shape);
    },
    async read(tensor: DeviceTensor): Promise<HostTensor> {
      return makeHostTensor(HostMemoryTensor.of(tensor, name).data.slice(), tensor.shape);
    },
    release(tensor: DeviceTensor): void {
      HostMemoryTensor.of(tensor, name).release();
    },
    async dispose(): Promise<void> {
      await Promise.all([...executables].map((executable) => executable.dispose()));
    },
  };
}
