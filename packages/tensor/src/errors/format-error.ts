import { NopriorError } from './noprior-error.ts';

/** A file or an array is not in the format that was expected; the message names the file and the place. */
export class FormatError extends NopriorError {
  readonly code = 'FORMAT';
}
