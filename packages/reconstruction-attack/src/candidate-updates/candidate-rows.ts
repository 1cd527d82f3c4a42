import { type Candidates, type Scale, scaleFactor } from '@noprior/kkt-loss';
import { takeRows } from '@noprior/linear-algebra';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Candidates by their number. Multipliers are in the unit of the new number of candidates, so that s lambda_i
 * stays. */
export function takeCandidates({ x, lambda, y }: Candidates, rows: readonly number[], scale: Scale): Candidates {
  return {
    x: takeRows(x, rows),
    lambda: multiplied(takeRows(lambda, rows), unitChange(scale, y.shape[0]!, rows.length)),
    y: takeRows(y, rows),
  };
}

/** Factor on the multipliers that leaves s lambda_i as it is when the number of candidates changes. */
export function unitChange(scale: Scale, before: number, after: number): number {
  return scaleFactor(scale, before) / scaleFactor(scale, after);
}

/** A tensor times a number. */
export function multiplied({ data, shape }: HostTensor, factor: number): HostTensor {
  return makeHostTensor(
    data.map((value: number) => value * factor),
    shape,
  );
}

/** 0 .. count - 1. */
export function everyRow(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
