import type { UnitPosition } from '../split-radius-result.ts';
import type { HiddenUnits } from './hidden-units.ts';

/** How the activation patterns of two points differ. */
export interface PatternDifference {
  readonly changedUnits: number;
  /** First unit that differs, with its pre-activations at both points. */
  readonly first: (UnitPosition & { readonly from: number; readonly to: number }) | undefined;
}

type Layers = HiddenUnits['preActivations'];

/** Compare row `a` of one set of points with row `b` of another; a unit is active where z > 0. */
export function comparePatterns(one: Layers, a: number, other: Layers, b: number): PatternDifference {
  let changedUnits = 0;
  let first: PatternDifference['first'];
  one.forEach(({ data, shape }, layer) => {
    const units = shape[1]!;
    const second = other[layer]!.data;
    for (let unit = 0; unit < units; unit++) {
      const from = data[a * units + unit]!;
      const to = second[b * units + unit]!;
      if (from > 0 === to > 0) continue;
      changedUnits++;
      first ??= { layer, unit, from, to };
    }
  });
  return { changedUnits, first };
}

/** A difference in words, for messages. */
export function describeDifference({ changedUnits, first }: PatternDifference): string {
  return `${changedUnits} hidden unit${changedUnits === 1 ? '' : 's'} on another side, the first in layer ${first!.layer}, unit ${first!.unit} (z = ${first!.from} and ${first!.to})`;
}
