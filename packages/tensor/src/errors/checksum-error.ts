import { NopriorError } from './noprior-error.ts';

/** The bytes of a file differ from the published checksum. */
export class ChecksumError extends NopriorError {
  readonly code = 'CHECKSUM';
}
