import { argument, DomainError, wording } from '@noprior/tensor';

/** Check the sharpness of a surrogate derivative.
 *
 * @param operation  name of the caller, for messages
 * @param alpha      `undefined` for the hard derivative
 * @throws {DomainError} unless it is left out, or positive and finite
 */
export function checkAlpha(operation: string, alpha: number | undefined): void {
  if (alpha === undefined || (alpha > 0 && Number.isFinite(alpha))) return;
  throw new DomainError(
    wording`${operation}: ${argument('alpha')} must be a positive number, got ${alpha}; leave it out for the hard derivative`,
  );
}
