import { NopriorError } from './noprior-error.ts';

/** A value is outside the domain of the operation: NaN weights, a label outside {-1, +1}, a negative step size. */
export class DomainError extends NopriorError {
  readonly code = 'DOMAIN';
}
