import { DomainError, FormatError } from '@noprior/tensor';

/** How bytes of an array file are read. */
export interface ReadOptions {
  /** Name of the file, for messages; `'bytes'` where there is none. */
  readonly name?: string;
  /** Most bytes that the arrays of one file may take, packed or unpacked; {@link defaultMaxBytes} if not given. */
  readonly maxBytes?: number;
}

/** Limit on the size of the arrays of one file unless the caller sets another: 4 GiB. */
export const defaultMaxBytes: number = 2 ** 32;

/** The limit that applies, in bytes.
 *
 * @throws {DomainError} unless `maxBytes` is a non-negative number
 */
export function maxBytesOf(options: ReadOptions, operation: string): number {
  const limit = options.maxBytes ?? defaultMaxBytes;
  if (!(limit >= 0)) throw new DomainError(`${operation}: maxBytes must be a number of bytes >= 0, got ${limit}`);
  return limit;
}

/** Refuse a size before anything of that size is allocated.
 *
 * @throws {FormatError} if `bytes` exceeds `limit`
 */
export function checkLimit(bytes: number, limit: number, place: string): void {
  if (bytes > limit) {
    throw new FormatError(
      `${place}: needs ${bytes} bytes, over the limit of ${limit}; pass a larger maxBytes if the file is trusted`,
    );
  }
}
