import type { Tensor } from '@noprior/tensor';
import { emitSurrogateRelu } from './elementwise.ts';
import type { Emission } from './emission.ts';
import type { Emitters } from './emitter.ts';
import { emitters } from './emitters.ts';
import { emitLogSumExp, keepNaN } from './log-sum-exp.ts';
import { emitLog } from './series-log.ts';

const exp = keepNaN('Exp');

/** The rules for WebGPU. Its shading language promises nothing about NaN and infinity, and ONNX Runtime leaves it at that: relu
 * made 0 of NaN, exp and sigmoid lost it, log had finite values at 0 and below, and a sum of exponentials overflowed within
 * logSumExp. Comparisons, selections and Max kept them, so these operations say here what becomes of them.
 *
 * @see https://www.w3.org/TR/WGSL/#floating-point-evaluation
 */
export const webgpuEmitters: Emitters = {
  ...emitters,
  relu: emitPositivePart,
  surrogateRelu: (node, emission) => emitSurrogateRelu(node, emission, emitPositivePart),
  exp: (node, emission) => exp(emission.value(node.inputs[0]!), node.dtype, emission),
  sigmoid: (node, emission) => keepNaN('Sigmoid')(emission.value(node.inputs[0]!), node.dtype, emission),
  log: (node, emission) => emitLog(emission.value(node.inputs[0]!), node.dtype, emission),
  logSumExp: (node, emission) => emitLogSumExp(node, emission, { exp, log: emitLog }),
};

function emitPositivePart({ inputs, dtype }: Tensor, emission: Emission): string {
  return emission.add('Max', [emission.value(inputs[0]!), emission.scalar(0, dtype)]);
}
