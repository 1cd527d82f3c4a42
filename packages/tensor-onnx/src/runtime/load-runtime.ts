import { BackendUnavailableError, hasErrorCode } from '@noprior/tensor';
import { reasonOf } from './reason-of.ts';
import type { LoadedRuntime, OnnxRuntime, RuntimeSource } from './runtime.ts';

/** Load one of ONNX Runtime's packages, both optional peers, and check its version.
 *
 * @param backend  its name, for messages
 * @throws {BackendUnavailableError} if it is not installed, does not load here, or is not 1.30 or later in 1.x
 */
export async function loadRuntime({ from, load }: RuntimeSource, backend: string): Promise<LoadedRuntime> {
  // The installer of onnxruntime-node fetches CUDA libraries, which no backend here uses, and fails without a network.
  const install = `npm install ${from === 'onnxruntime-node' ? '--ignore-scripts ' : ''}${from}@^1.30.0`;
  let runtime: OnnxRuntime;
  try {
    runtime = await load();
  } catch (cause) {
    if (hasErrorCode(cause, 'BACKEND_UNAVAILABLE')) throw cause;
    throw new BackendUnavailableError(
      `${backend}: ${from} cannot be loaded (${reasonOf(cause)}); install it: ${install}`,
      { cause },
    );
  }
  const { versions } = runtime.env;
  const version = (from === 'onnxruntime-node' ? versions.node : versions.web) ?? versions.common;
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (Number(major) !== 1 || !(Number(minor) >= 30)) {
    throw new BackendUnavailableError(
      `${backend}: needs ${from} 1.30 or later in 1.x, found ${version}; install it: ${install}`,
    );
  }
  return { runtime, version };
}
