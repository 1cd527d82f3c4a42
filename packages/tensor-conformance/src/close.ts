import { formatShape, type HostTensor, sameShape } from '@noprior/tensor';

/** How far two numbers may be apart: |a - e| <= atol + rtol |e|. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** Compare a tensor with what was expected: first shape and dtype, then the elements. Two elements agree if both are
 * finite and |a - e| <= atol + rtol |e|, or if they are the same non-finite value; 0 and -0 are the same.
 *
 * @returns the worst mismatch in words, `undefined` if there is none
 * @example close(fromNested([1, 2]), fromNested([1, 3]), { rtol: 0, atol: 0.5 })
 * // => '1 of 2 elements differ, worst at [1]: got 2, expected 3, |difference| 1 > 0.5'
 */
export function close(actual: HostTensor, expected: HostTensor, { rtol, atol }: Tolerance): string | undefined {
  if (!sameShape(actual.shape, expected.shape)) {
    return `got the shape ${formatShape(actual.shape)}, expected ${formatShape(expected.shape)}`;
  }
  if (actual.dtype !== expected.dtype) return `got ${actual.dtype}, expected ${expected.dtype}`;
  if (actual.data.length !== expected.data.length) {
    return `got ${actual.data.length} elements, expected ${expected.data.length}`;
  }
  let wrong = 0;
  let worst = -1;
  let worstExcess = 0;
  for (let index = 0; index < expected.data.length; index++) {
    const excess = excessOf(actual.data[index]!, expected.data[index]!, rtol, atol);
    if (excess <= 1) continue;
    wrong++;
    if (worst >= 0 && excess <= worstExcess) continue;
    worst = index;
    worstExcess = excess;
  }
  if (worst < 0) return undefined;
  const [a, e] = [actual.data[worst]!, expected.data[worst]!];
  const where = formatShape(coordinatesOf(worst, expected.shape));
  const difference = Number.isFinite(a - e) ? `, |difference| ${Math.abs(a - e)} > ${atol + rtol * Math.abs(e)}` : '';
  return `${wrong} of ${expected.data.length} elements differ, worst at ${where}: got ${a}, expected ${e}${difference}`;
}

/** Difference over what is allowed: agreement is at most 1. */
function excessOf(actual: number, expected: number, rtol: number, atol: number): number {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return Number.POSITIVE_INFINITY;
  return Math.abs(actual - expected) / (atol + rtol * Math.abs(expected));
}

function coordinatesOf(index: number, shape: readonly number[]): number[] {
  const coordinates = new Array<number>(shape.length);
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    coordinates[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return coordinates;
}
