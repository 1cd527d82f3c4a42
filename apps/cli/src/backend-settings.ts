import type { BackendSettings } from '@noprior/backends';
import { definedOnly } from '@noprior/tensor';

/** Settings of the backends that the environment gives: `NOPRIOR_TFJS_NODE`, the module of a tfjs-node built apart, and
 * `NOPRIOR_OPENVINO`, the folder of OpenVINO. */
export function backendSettings(): BackendSettings {
  const { NOPRIOR_TFJS_NODE: tfjsNode, NOPRIOR_OPENVINO: openvino } = process.env;
  return definedOnly({ tfjsNode, openvino });
}
