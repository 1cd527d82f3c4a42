import { NopriorError } from './noprior-error.ts';

/** A backend cannot be opened here: its package is missing, its library does not load, or there is no such device. */
export class BackendUnavailableError extends NopriorError {
  readonly code = 'BACKEND_UNAVAILABLE';
}
