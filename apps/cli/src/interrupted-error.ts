/** A run was interrupted; the message tells how to go on. Exit code 1. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
