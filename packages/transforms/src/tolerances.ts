import { argument, DomainError, wording } from '@noprior/tensor';

/** What counts as zero. Both are relative, so they do not depend on the units of data or weights. */
export interface CellTolerances {
  /** A unit stands on its kink if |z| <= kinkTolerance ||(w, b)|| ||(h, 1)||, h being the input of its layer; b and 1 only
   * where the layer has a bias. 0 asks for exact zeros. Default 1e-12. */
  readonly kinkTolerance?: number;
  /** A slope u counts as zero if |u| <= slopeTolerance ||w|| S ||v||, S being the product of the Frobenius norms of the
   * active rows of the layers below (1 in the first layer): what rounding leaves of an exact zero. 0 asks for exact zeros.
   * Default 64 * 2^-52 = 1.4e-14. */
  readonly slopeTolerance?: number;
}

/** Tolerances with their defaults.
 *
 * @param operation  name of the caller, for messages
 * @throws {DomainError} unless they are in [0, 1)
 */
export function toCellTolerances(operation: string, given: CellTolerances): Required<CellTolerances> {
  const tolerances = {
    kinkTolerance: given.kinkTolerance ?? 1e-12,
    slopeTolerance: given.slopeTolerance ?? 64 * Number.EPSILON,
  };
  for (const [name, value] of Object.entries(tolerances)) {
    if (!(value >= 0 && value < 1)) {
      throw new DomainError(
        wording`${operation}: ${argument(name)} must be in [0, 1), got ${value}; it is relative to the norms`,
      );
    }
  }
  return tolerances;
}
