import { type Backend, definedOnly, dtypes } from '@noprior/tensor';
import { cpuRuntime } from '#runtimes';
import { checkThreads } from './check-threads.ts';
import { makeHostBackend } from './host/make-host-backend.ts';
import { openOrtSession } from './host/open-ort-session.ts';
import { serializeModel } from './model/serialize-model.ts';
import { loadRuntime } from './runtime/load-runtime.ts';

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
 * @throws {BackendUnavailableError} if onnxruntime-node is not installed, does not load, or has another version; in a browser
 * @throws {DomainError} unless `threads` is an integer from 1
 * @example const backend = await openOnnxCpu({ threads: 2 });
 */
export async function openOnnxCpu({ threads }: OnnxCpuOptions = {}): Promise<Backend> {
  checkThreads(threads, 'openOnnxCpu');
  const { runtime, version } = await loadRuntime(cpuRuntime, name);
  const sessionOptions = {
    executionProviders: ['cpu'],
    logSeverityLevel: 4,
    ...definedOnly({ intraOpNumThreads: threads }),
  } as const;
  return makeHostBackend({
    name,
    device: `CPU, ONNX Runtime ${version}, ${threads ?? 'all'} ${threads === 1 ? 'thread' : 'threads'}`,
    dtypes,
    writesInPlace: true,
    open: (model) => openOrtSession(runtime, serializeModel(model), sessionOptions),
  });
}
