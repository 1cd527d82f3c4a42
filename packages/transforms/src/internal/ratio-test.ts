import type { HostTensor } from '@noprior/tensor';
import type { SplitRadius, SplitSide } from '../split-radius-result.ts';
import type { CellTolerances } from '../tolerances.ts';
import { type CellScales, isKink, type UnitScales } from './hidden-units.ts';

/** One point and one direction of it. */
export interface RatioTestInput {
  readonly scales: UnitScales;
  readonly cell: CellScales;
  /** z of every hidden layer, [n, units] */
  readonly preActivations: readonly HostTensor[];
  /** u of every hidden layer, [pairs, units] */
  readonly slopes: readonly HostTensor[];
  readonly point: number;
  readonly pair: number;
  /** v . grad_x Phi */
  readonly logitSlope: number;
  /** ||v|| */
  readonly length: number;
  readonly tolerances: Required<CellTolerances>;
}

/** Largest t for which no hidden unit changes side on x + t v, and on x - t v. */
export function ratioTest(input: RatioTestInput): SplitRadius {
  const { scales, cell, preActivations, slopes, point, pair, logitSlope, length, tolerances } = input;
  let forward: SplitSide = { radius: Number.POSITIVE_INFINITY, blocking: undefined };
  let backward = forward;
  let kinkUnits = 0;
  let kinkUnitsAtRest = 0;
  let slopesTakenAsZero = 0;
  let radiusOfTakenAsZero = Number.POSITIVE_INFINITY;
  preActivations.forEach(({ data, shape }, layer) => {
    const units = shape[1]!;
    const moving = slopes[layer]!.data;
    const noise = tolerances.slopeTolerance * cell.slopeScales[layer]! * length;
    for (let unit = 0; unit < units; unit++) {
      const z = data[point * units + unit]!;
      const u = moving[pair * units + unit]!;
      const kink = isKink(scales, cell, layer, unit, z, tolerances.kinkTolerance);
      if (kink) kinkUnits++;
      if (Math.abs(u) <= noise * scales.rowNorms[layer]![unit]!) {
        if (kink) kinkUnitsAtRest++;
        if (u !== 0) {
          slopesTakenAsZero++;
          radiusOfTakenAsZero = Math.min(radiusOfTakenAsZero, Math.abs(z / u));
        }
        continue;
      }
      const radius = kink ? 0 : Math.abs(z / u);
      // z and u of opposite signs: +v moves the unit towards zero. A unit on its kink stands in the way of both.
      if ((kink || z * u < 0) && radius < forward.radius) forward = { radius, blocking: { layer, unit } };
      if ((kink || z * u > 0) && radius < backward.radius) backward = { radius, blocking: { layer, unit } };
    }
  });
  return {
    radius: Math.min(forward.radius, backward.radius),
    forward,
    backward,
    kinkUnits,
    kinkUnitsAtRest,
    slopesTakenAsZero,
    radiusOfTakenAsZero,
    logitSlope,
    logitSlopeNoise:
      tolerances.slopeTolerance * scales.rowNorms.at(-1)![0]! * cell.slopeScales[preActivations.length]! * length,
  };
}
