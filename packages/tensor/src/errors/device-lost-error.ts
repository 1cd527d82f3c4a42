import { NopriorError } from './noprior-error.ts';

/** The device of an open backend is gone or cannot be trusted any more: it was removed or reset, ran out of memory, or reported
 * an error after the call that caused it. Every further run and read of that backend throws this too; open it again. */
export class DeviceLostError extends NopriorError {
  readonly code = 'DEVICE_LOST';
}
