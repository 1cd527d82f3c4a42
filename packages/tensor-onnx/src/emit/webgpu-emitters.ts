import type { Tensor } from '@noprior/tensor';
import { emitSurrogateRelu } from './elementwise.ts';
import type { Emission } from './emission.ts';
import type { Emitters } from './emitter.ts';
import { emitters } from './emitters.ts';
import { reduceAxes, reduceBy, sumInBlocks } from './reduction.ts';
import { emitLog } from './webgpu-log.ts';

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
  exp: (node, emission) => keepNaN('Exp', emission.value(node.inputs[0]!), emission),
  sigmoid: (node, emission) => keepNaN('Sigmoid', emission.value(node.inputs[0]!), emission),
  log: (node, emission) => emitLog(emission.value(node.inputs[0]!), node.dtype, emission),
  logSumExp: emitLogSumExp,
};

function emitPositivePart({ inputs, dtype }: Tensor, emission: Emission): string {
  return emission.add('Max', [emission.value(inputs[0]!), emission.scalar(0, dtype)]);
}

function keepNaN(opType: string, x: string, emission: Emission): string {
  return emission.add('Where', [emission.add('Equal', [x, x]), emission.add(opType, [x]), x]);
}

/** m + ln sum e^(x - m), m the largest element where that is finite and 0 elsewhere: infinity - infinity must not arise. */
function emitLogSumExp(node: Tensor<'logSumExp'>, emission: Emission): string {
  const { inputs, attributes, dtype } = node;
  const x = emission.value(inputs[0]!);
  const zero = emission.scalar(0, dtype);
  const shape = inputs[0]!.shape.map((extent, axis) => (attributes.axes.includes(axis) ? 1 : extent));
  const kept = { inputs, attributes, shape };
  const largest = reduceAxes(kept, emission, reduceBy('ReduceMax', emission));
  const finite = emission.add('Equal', [emission.add('Sub', [largest, largest]), zero]);
  const m = emission.add('Where', [finite, largest, zero]);
  const terms = keepNaN('Exp', emission.add('Sub', [x, m]), emission);
  const total = reduceAxes(kept, emission, sumInBlocks(dtype, emission), terms);
  const result = emission.add('Add', [emitLog(total, dtype, emission), m]);
  return emission.add('Reshape', [result, emission.integers(node.shape)]);
}
