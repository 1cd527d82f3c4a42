import type { Dtype } from '@noprior/tensor';
import type { Emission } from './emission.ts';

/** ln x where the device's own is no more than absolutely accurate near 1 (WebGPU promises 2^-21 between 1/2 and 2, OpenVINO is
 * off by 8e-7), and promises nothing at 0, below 0, and at infinity.
 *
 * Between 3/4 and 4/3 it is 2 artanh s with s = (x - 1) / (x + 1), |s| <= 1/7, five terms of the series (the sixth is below
 * 4e-10 of the first). At 0 it is -infinity, below NaN, and infinity and NaN stay what they are.
 *
 * @param x  name of the value
 * @returns the name of its logarithm
 * @see https://www.w3.org/TR/WGSL/#floating-point-accuracy
 */
export function emitLog(x: string, dtype: Dtype, emission: Emission): string {
  const constant = (value: number): string => emission.scalar(value, dtype);
  const isNear = emission.add('And', [
    emission.add('Greater', [x, constant(3 / 4)]),
    emission.add('Less', [x, constant(4 / 3)]),
  ]);
  const isInfinite = emission.add('Equal', [x, constant(Number.POSITIVE_INFINITY)]);
  const above = emission.add('Where', [
    isNear,
    emitNearOne(x, constant, emission),
    emission.add('Where', [isInfinite, x, emission.add('Log', [x])]),
  ]);
  const isZero = emission.add('Equal', [x, constant(0)]);
  return emission.add('Where', [
    emission.add('Greater', [x, constant(0)]),
    above,
    emission.add('Where', [isZero, constant(Number.NEGATIVE_INFINITY), constant(Number.NaN)]),
  ]);
}

/** 2 s (1 + s^2/3 + s^4/5 + s^6/7 + s^8/9) */
function emitNearOne(x: string, constant: (value: number) => string, emission: Emission): string {
  const s = emission.add('Div', [emission.add('Sub', [x, constant(1)]), emission.add('Add', [x, constant(1)])]);
  const square = emission.add('Mul', [s, s]);
  let series = constant(1 / 9);
  for (const denominator of [7, 5, 3, 1]) {
    series = emission.add('Add', [emission.add('Mul', [series, square]), constant(1 / denominator)]);
  }
  return emission.add('Mul', [emission.add('Add', [s, s]), series]);
}
