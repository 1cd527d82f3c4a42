import type { Dtype, Tensor } from '@noprior/tensor';
import type { Emission } from './emission.ts';
import { reduceAxes, reduceBy, sumInBlocks } from './reduction.ts';

/** Writes a function of the value with the given name, and returns the name of the result. */
type EmitFunction = (x: string, dtype: Dtype, emission: Emission) => string;

/** m + ln sum e^(x - m), m the largest element where that is finite and 0 elsewhere: infinity - infinity must not arise.
 *
 * @param functions  the exponential and the logarithm, right also for NaN and infinity
 */
export function emitLogSumExp(
  node: Tensor<'logSumExp'>,
  emission: Emission,
  { exp, log }: { readonly exp: EmitFunction; readonly log: EmitFunction },
): string {
  const { inputs, attributes, dtype } = node;
  const x = emission.value(inputs[0]!);
  const zero = emission.scalar(0, dtype);
  const shape = inputs[0]!.shape.map((extent, axis) => (attributes.axes.includes(axis) ? 1 : extent));
  const kept = { inputs, attributes, shape };
  const largest = reduceAxes(kept, emission, reduceBy('ReduceMax', emission));
  const finite = emission.add('Equal', [emission.add('Sub', [largest, largest]), zero]);
  const m = emission.add('Where', [finite, largest, zero]);
  const terms = exp(emission.add('Sub', [x, m]), dtype, emission);
  const total = reduceAxes(kept, emission, sumInBlocks(dtype, emission), terms);
  const result = emission.add('Add', [log(total, dtype, emission), m]);
  return emission.add('Reshape', [result, emission.integers(node.shape)]);
}

/** A function of ONNX that loses NaN, with what it loses. */
export function keepNaN(opType: string): EmitFunction {
  return (x, _, emission) => emission.add('Where', [emission.add('Equal', [x, x]), emission.add(opType, [x]), x]);
}
