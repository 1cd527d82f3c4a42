import { type Backend, BackendUnavailableError } from '@noprior/tensor';
import { type OpenvinoCpuOptions, openOpenvinoCpu } from '@noprior/tensor-onnx';

/** The backend on the OpenVINO that `NOPRIOR_OPENVINO` names. */
export function openOpenvino(options: OpenvinoCpuOptions = {}): Promise<Backend> {
  const { NOPRIOR_OPENVINO: openvino } = process.env;
  return openOpenvinoCpu(openvino === undefined ? options : { openvino, ...options });
}

/** The backend; where OpenVINO is absent and not required, the test is skipped with a reason.
 *
 * @param skip  of the test's context
 */
export async function openOpenvinoHere(
  skip: (reason: string) => never,
  options: OpenvinoCpuOptions = {},
): Promise<Backend> {
  try {
    return await openOpenvino(options);
  } catch (error) {
    const required = process.env.REQUIRED_BACKENDS?.split(',').includes('openvino:cpu');
    if (required || !(error instanceof BackendUnavailableError)) throw error;
    return skip(`NOT RUN: ${error.message}`);
  }
}
