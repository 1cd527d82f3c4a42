import {
  type Backend,
  checkDtypes,
  type DeviceTensor,
  DomainError,
  type Dtype,
  DtypeError,
  type Executable,
  formatShape,
  type Graph,
  type HostTensor,
  makeHostTensor,
  type Shape,
  sizeOf,
} from '@noprior/tensor';
import type { KernelDevice } from './kernel-device.ts';
import { TfjsExecutable } from './tfjs-executable.ts';
import type { Value } from './tfjs-modules.ts';
import { TfjsTensor } from './tfjs-tensor.ts';

const dtypes: readonly Dtype[] = ['float32'];

/** The backend on an open device.
 *
 * @param description  the device in words
 */
export function makeBackend(device: KernelDevice, description: string): Backend {
  const { name, traits } = device;
  const executables = new Set<Executable>();
  const scalars = new Map<number, Value>();
  let disposed = false;
  const checkOpen = (operation: string): void => {
    if (disposed) throw new DomainError(`${name}: ${operation}: this backend was disposed; open it again`);
  };
  const checkSize = (shape: Shape, operation: string): void => {
    const bytes = 4 * sizeOf(shape);
    if (bytes > traits.maxTensorBytes) {
      throw new DomainError(
        `${name}: ${operation}: a tensor ${formatShape(shape)} needs ${bytes} bytes, the device allows ${traits.maxTensorBytes} in one tensor; use smaller batches`,
      );
    }
  };
  return {
    name,
    device: description,
    dtypes,
    async compile(graph: Graph): Promise<Executable> {
      checkOpen('compile');
      checkDtypes(graph, { name, dtypes });
      for (const { shape } of graph.nodes) checkSize(shape, 'compile');
      const executable = new TfjsExecutable(graph, {
        device,
        scalars,
        onDispose: (gone) => executables.delete(gone),
      });
      executables.add(executable);
      return executable;
    },
    async upload({ data, shape, dtype }: HostTensor): Promise<DeviceTensor> {
      checkOpen('upload');
      if (!(data instanceof Float32Array)) {
        throw new DtypeError(`${name}: upload: offers float32, got ${dtype}; convert it with toHostDtype`);
      }
      checkSize(shape, 'upload');
      return device.session(() => new TfjsTensor(device, device.write(data.slice(), shape), shape));
    },
    async read(tensor: DeviceTensor): Promise<HostTensor> {
      checkOpen('read');
      return makeHostTensor(await device.read(TfjsTensor.of(tensor, device).value), tensor.shape);
    },
    release(tensor: DeviceTensor): void {
      const value = TfjsTensor.of(tensor, device).take();
      if (value !== undefined && !disposed) device.free(value);
    },
    async dispose(): Promise<void> {
      if (disposed) return;
      await Promise.all([...executables].map((executable) => executable.dispose()));
      disposed = true;
      for (const value of scalars.values()) device.free(value);
      await device.close();
    },
  };
}
