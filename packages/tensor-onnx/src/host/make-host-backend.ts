import {
  type Backend,
  checkDtypes,
  type DeviceTensor,
  type Dtype,
  DtypeError,
  type Executable,
  type Graph,
  type HostTensor,
  makeHostTensor,
} from '@noprior/tensor';
import type { Emitters } from '../emit/emitter.ts';
import type { OnnxModel } from '../model/onnx-model.ts';
import { compileModel } from '../runtime/compile-model.ts';
import { HostExecutable, type HostMemory } from './host-executable.ts';
import { HostMemoryTensor } from './host-memory-tensor.ts';
import type { HostSession } from './host-session.ts';

/** What distinguishes one backend in host memory from another. */
export interface HostBackendOptions extends HostMemory {
  readonly device: string;
  readonly dtypes: readonly Dtype[];
  readonly open: (model: OnnxModel) => Promise<HostSession>;
  /** What is written for each operation; the rules for the CPU unless named. */
  readonly rules?: Emitters;
  /** Called once, when the backend is disposed. */
  readonly onDispose?: () => void;
}

/** A backend whose tensors are arrays of the host. */
export function makeHostBackend(options: HostBackendOptions): Backend {
  const { name, device, dtypes, open, rules, onDispose } = options;
  let disposed = false;
  const executables = new Set<Executable>();
  return {
    name,
    device,
    dtypes,
    async compile(graph: Graph): Promise<Executable> {
      checkDtypes(graph, { name, dtypes });
      const compiled = await compileModel(graph, open, rules);
      const executable = new HostExecutable(options, compiled, (disposed) => executables.delete(disposed));
      executables.add(executable);
      return executable;
    },
    async upload({ data, dtype, shape }: HostTensor): Promise<DeviceTensor> {
      if (!dtypes.includes(dtype)) throw new DtypeError(`${name}: upload: offers ${dtypes.join(', ')}, got ${dtype}`);
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
      if (!disposed) onDispose?.();
      disposed = true;
    },
  };
}
