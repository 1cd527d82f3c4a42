import type { Dtype, Tensor } from '@noprior/tensor';
import type { Emission } from './emission.ts';

/** ln(1 + e^x) = max(x, 0) + log1p(u), u = e^-|x|, relatively accurate on both sides.
 *
 * log1p(u) is u where w = 1 + u rounds to 1, and u ln(w) / (w - 1) elsewhere: the rounding error of w is the same in
 * numerator and denominator and cancels (W. Kahan). ONNX has a Softplus, but ONNX Runtime 1.30 has no float64 kernel for it,
 * and nothing promises that a float32 kernel is accurate in the tail.
 *
 * @param log  writes ln w, accurate relative to w - 1 near 1
 */
export function emitSoftplus(
  node: Tensor<'softplus'>,
  emission: Emission,
  log: (x: string, dtype: Dtype, emission: Emission) => string = (of, _, to) => to.add('Log', [of]),
): string {
  const x = emission.value(node.inputs[0]!);
  const one = emission.scalar(1, node.dtype);
  const u = emission.add('Exp', [emission.add('Neg', [emission.add('Abs', [x])])]);
  const w = emission.add('Add', [u, one]);
  const ratio = emission.add('Div', [
    emission.add('Mul', [log(w, node.dtype, emission), u]),
    emission.add('Sub', [w, one]),
  ]);
  const log1p = emission.add('Where', [emission.add('Equal', [w, one]), u, ratio]);
  return emission.add('Add', [emission.add('Max', [x, emission.scalar(0, node.dtype)]), log1p]);
}
