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
import { ReferenceExecutable } from './reference-executable.ts';
import { ReferenceTensor } from './reference-tensor.ts';

/** Open the reference backend: plain TypeScript, no dependency, always there.
 *
 * float64 is the oracle of every other backend. In float32 each stored value is rounded, while sums inside one
 * operation are accumulated in float64.
 */
export function openReference(): Backend {
  const name = 'reference';
  return {
    name,
    device: 'plain TypeScript, one thread',
    dtypes,
    async compile(graph: Graph): Promise<Executable> {
      checkDtypes(graph, { name, dtypes });
      return new ReferenceExecutable(graph);
    },
    async upload({ data, shape }: HostTensor): Promise<DeviceTensor> {
      return new ReferenceTensor(makeHostTensor(data.slice(), shape));
    },
    async read(tensor: DeviceTensor): Promise<HostTensor> {
      return makeHostTensor(ReferenceTensor.of(tensor).data.slice(), tensor.shape);
    },
    release(tensor: DeviceTensor): void {
      ReferenceTensor.of(tensor).release();
    },
    async dispose(): Promise<void> {},
  };
}
