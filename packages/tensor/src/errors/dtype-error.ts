import { NopriorError } from './noprior-error.ts';

/** Dtypes differ where they must agree, or a backend does not offer the dtype asked for. */
export class DtypeError extends NopriorError {
  readonly code = 'DTYPE';
}
