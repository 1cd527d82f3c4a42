import type { DirectionFamily, LargestSplitRadii, MissingDirections } from '@noprior/transforms';

/** Why a family has no direction, as a clause without a point at its end. */
export function missingDirections(missing: MissingDirections): string {
  switch (missing.code) {
    case 'full-span':
      return `the data span all ${missing.dimension} dimensions`;
    case 'zero-data':
      return 'the data are all 0';
    case 'no-kernel':
      return `the first layer has ${missing.units} units, not fewer than ${missing.inputs} inputs`;
  }
}

/** Families without a direction, each with its reason as text beside the code. */
export function missingReasons(
  missing: LargestSplitRadii['missing'],
): Partial<Record<DirectionFamily, MissingDirections & { readonly reason: string }>> {
  return Object.fromEntries(
    Object.entries(missing).map(([family, one]) => [family, { ...one, reason: missingDirections(one) }]),
  );
}
