import { applyBinary, applyUnary, extremum, select } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { logarithm } from './transcendental.ts';

/** ln(1 + e^x) = max(x, 0) + log1p(u), u = e^-|x|, relatively accurate on both sides.
 *
 * log1p(u) is u where w = 1 + u rounds to 1, and u ln(w) / (w - 1) elsewhere: the rounding error of w is the same in
 * numerator and denominator and cancels (W. Kahan). tfjs has a Softplus, with thresholds beyond which it is inexact.
 */
export const softplus: Kernel<'softplus'> = (node, [input], scope) => {
  const x = scope.flat(input!);
  const one = scope.scalar(1);
  const u = applyUnary('Exp', applyUnary('Neg', applyUnary('Abs', x, scope), scope), scope);
  const w = applyBinary('Add', u, one, scope);
  const ratio = applyBinary(
    'RealDiv',
    applyBinary('Multiply', logarithm(w, scope), u, scope),
    applyBinary('Sub', w, one, scope),
    scope,
  );
  const log1p = select(applyBinary('Equal', w, one, scope), u, ratio, x.shape, scope);
  return applyBinary('Add', extremum('Maximum')(node, [x, scope.scalar(0)], scope), log1p, scope);
};
