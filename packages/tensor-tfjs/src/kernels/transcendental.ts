import type { Scope } from '../scope.ts';
import type { Value } from '../tfjs-modules.ts';
import { applyBinary, applyUnary, nanMask, select } from './elementwise.ts';

/** e^x */
export function exponential(x: Value, scope: Scope): Value {
  return keepNaN('Exp', x, scope);
}

/** 1 / (1 + e^-x) */
export function sigmoid(x: Value, scope: Scope): Value {
  return keepNaN('Sigmoid', x, scope);
}

/** ln x. The shading language of WebGPU promises it to 2^-21 absolutely between 1/2 and 2, which near 1 is no digit at all, and
 * promises nothing at 0, below 0 and at infinity; there it is composed.
 *
 * Between 3/4 and 4/3 it is 2 artanh s with s = (x - 1) / (x + 1), |s| <= 1/7, five terms of the series (the sixth is below
 * 4e-10 of the first). At 0 it is -infinity, below NaN, and infinity and NaN stay what they are.
 *
 * @see https://www.w3.org/TR/WGSL/#floating-point-accuracy
 */
export function logarithm(input: Value, scope: Scope): Value {
  const x = scope.flat(input);
  const own = applyUnary('Log', x, scope);
  if (!scope.traits.shaderMath) return own;
  const compare = (kernel: string, bound: number): Value => applyBinary(kernel, x, scope.scalar(bound), scope);
  const choose = (condition: Value, a: Value, b: Value): Value => select(condition, a, b, x.shape, scope);
  const upToFar = choose(compare('Less', 4 / 3), nearOne(x, scope), own);
  const beyondNear = choose(compare('Greater', 3 / 4), upToFar, own);
  const finite = choose(compare('Equal', Number.POSITIVE_INFINITY), x, beyondNear);
  const atMostZero = choose(compare('Equal', 0), scope.scalar(Number.NEGATIVE_INFINITY), scope.scalar(Number.NaN));
  return choose(compare('Greater', 0), finite, atMostZero);
}

/** 2 s (1 + s^2/3 + s^4/5 + s^6/7 + s^8/9) */
function nearOne(x: Value, scope: Scope): Value {
  const by = (kernel: string, a: Value, b: Value | number): Value =>
    applyBinary(kernel, a, typeof b === 'number' ? scope.scalar(b) : b, scope);
  const s = by('RealDiv', by('Sub', x, 1), by('Add', x, 1));
  const square = by('Multiply', s, s);
  let series = scope.scalar(1 / 9);
  for (const denominator of [7, 5, 3, 1]) series = by('Add', by('Multiply', square, series), 1 / denominator);
  return by('Multiply', by('Add', s, s), series);
}

function keepNaN(kernel: string, input: Value, scope: Scope): Value {
  const x = scope.flat(input);
  const result = applyUnary(kernel, x, scope);
  return scope.traits.shaderMath ? select(nanMask(x, scope), x, result, x.shape, scope) : result;
}
