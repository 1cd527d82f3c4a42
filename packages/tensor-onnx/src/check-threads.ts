import { DomainError } from '@noprior/tensor';

/** @throws {DomainError} unless `threads` is absent or an integer from 1 */
export function checkThreads(threads: number | undefined, operation: string): void {
  if (threads !== undefined && (!Number.isSafeInteger(threads) || threads < 1)) {
    throw new DomainError(`${operation}: threads must be an integer from 1, got ${threads}`);
  }
}
