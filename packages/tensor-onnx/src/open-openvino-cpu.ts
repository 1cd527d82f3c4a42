import { type Backend, definedOnly } from '@noprior/tensor';
import { loadOpenvino } from '#runtimes';
import { checkThreads } from './check-threads.ts';
import { openvinoEmitters } from './emit/openvino-emitters.ts';
import { makeHostBackend } from './host/make-host-backend.ts';
import { openOpenvinoSession } from './openvino/open-openvino-session.ts';

/** Options of {@link openOpenvinoCpu}. */
export interface OpenvinoCpuOptions {
  /** Folder with the library: the target of `pip install --no-deps --target DIR openvino`. */
  readonly openvino?: string;
  /** Threads inside one operation; by default one for each core. */
  readonly threads?: number;
  /** What matrix products read their factors in; they add in float32. With `bfloat16` the backend is `openvino:cpu-bfloat16`: two
   * to three times faster on processors that have it, with gradients that are off by 0.3 to 0.5 %, more near a solution: for a
   * search, not for scores. Default `float32`. */
  readonly products?: 'float32' | 'bfloat16';
}

/** Open OpenVINO on the CPU: the models of `onnx:cpu`, in float32. OpenVINO is in no dependency; README.md says how it is set up.
 *
 * A run computes on the calling thread and the library's own threads; other JavaScript waits meanwhile.
 *
 * @throws {BackendUnavailableError} if the library or koffi is not in the folder, or does not load; in a browser
 * @throws {DomainError} unless `threads` is an integer from 1
 * @example const backend = await openOpenvinoCpu({ openvino: '/opt/openvino' });
 */
export async function openOpenvinoCpu(options: OpenvinoCpuOptions = {}): Promise<Backend> {
  const { openvino, threads, products = 'float32' } = options;
  checkThreads(threads, 'openOpenvinoCpu');
  const name = products === 'float32' ? 'openvino:cpu' : 'openvino:cpu-bfloat16';
  const library = await loadOpenvino(openvino, name);
  const core = library.createCore();
  const properties = {
    PERFORMANCE_HINT: 'LATENCY',
    INFERENCE_PRECISION_HINT: products === 'float32' ? 'f32' : 'bf16',
    ...definedOnly({ INFERENCE_NUM_THREADS: threads?.toString() }),
  };
  return makeHostBackend({
    name,
    device: `CPU, OpenVINO ${library.version}, ${threads ?? 'all'} ${threads === 1 ? 'thread' : 'threads'}`,
    dtypes: ['float32'],
    writesInPlace: true,
    open: async (model) => openOpenvinoSession(library, core, model, properties),
    rules: openvinoEmitters,
    onDispose: () => library.freeCore(core),
  });
}
