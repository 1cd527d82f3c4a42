import { NopriorError } from './noprior-error.ts';

/** The system refused to read or write: no permission, no space, no such place. `cause` holds its error. */
export class SystemError extends NopriorError {
  readonly code = 'SYSTEM';
}
