import {
  type Backend,
  checkDtypes,
  type DeviceTensor,
  DomainError,
  dtypes,
  type Executable,
  type Graph,
  type HostTensor,
  makeHostTensor,
} from '@noprior/tensor';
import type { InferenceSession } from 'onnxruntime-node';
import { emitModel } from './emit/emit-model.ts';
import { loadOnnxruntimeNode } from './load-onnxruntime-node.ts';
import { serializeModel } from './model/serialize-model.ts';
import { OnnxExecutable } from './onnx-executable.ts';
import { OnnxTensor } from './onnx-tensor.ts';

/** Options of {@link openOnnxCpu}. */
export interface OnnxCpuOptions {
  /** Threads inside one operation; by default as many as ONNX Runtime thinks best, one for each core. */
  readonly threads?: number;
}

const name = 'onnx:cpu';

/** Open ONNX Runtime on the CPU (onnxruntime-node, an optional peer): every graph becomes one model and one session.
 *
 * A run computes on the calling thread and the library's own threads; other JavaScript waits meanwhile.
 *
 * @throws {BackendUnavailableError} if onnxruntime-node is not installed or does not load
 * @throws {DomainError} unless `threads` is an integer from 1
 * @example const backend = await openOnnxCpu({ threads: 2 });
 */
export async function openOnnxCpu(options: OnnxCpuOptions = {}): Promise<Backend> {
  const { threads } = options;
  if (threads !== undefined && (!Number.isSafeInteger(threads) || threads < 1)) {
    throw new DomainError(`openOnnxCpu: threads must be an integer from 1, got ${threads}`);
  }
  const runtime = await loadOnnxruntimeNode();
  const sessionOptions: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
  const executables = new Set<Executable>();
  return {
    name,
    device: `CPU, ONNX Runtime ${runtime.env.versions.node ?? runtime.env.versions.common}, ${threads ?? 'all'} ${threads === 1 ? 'thread' : 'threads'}`,
    dtypes,
    async compile(graph: Graph): Promise<Executable> {
      checkDtypes(graph, { name, dtypes });
      const { model, inputs, outputs } = emitModel(graph);
      const session =
        outputs.size === 0 ? undefined : await runtime.InferenceSession.create(serializeModel(model), sessionOptions);
      const executable = new OnnxExecutable(runtime, {
        graph,
        inputs,
        outputs,
        session,
        onDispose: (disposed) => executables.delete(disposed),
      });
      executables.add(executable);
      return executable;
    },
    async upload({ data, shape }: HostTensor): Promise<DeviceTensor> {
      return new OnnxTensor(data.slice(), shape);
    },
    async read(tensor: DeviceTensor): Promise<HostTensor> {
      return makeHostTensor(OnnxTensor.of(tensor).data.slice(), tensor.shape);
    },
    release(tensor: DeviceTensor): void {
      OnnxTensor.of(tensor).release();
    },
    async dispose(): Promise<void> {
      await Promise.all([...executables].map((executable) => executable.dispose()));
    },
  };
}
