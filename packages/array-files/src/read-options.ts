import { DomainError, FormatError } from '@noprior/tensor';

/** How bytes of an array file are read. */
export interface ReadOptions {
  /** Name of the file, for messages; `'bytes'` where there is none. */
  readonly name?: string | undefined;
  /** Most bytes that the arrays of one file may take, packed or unpacked. Where it is not given, {@link fallbackMaxBytes}
   * holds, and no file may become more than 8 times its size plus 8 MiB: what a few bytes unpack to must be asked for. */
  readonly maxBytes?: number | undefined;
  /** The limit where `maxBytes` is not given; {@link defaultMaxBytes} if not given. */
  readonly fallbackMaxBytes?: number | undefined;
  /** How a message calls the way to raise the limit, for programs that have a name of their own for it. */
  readonly raiseWith?: string | undefined;
}

/** Limit on the size of the arrays of one file unless the caller sets another: 4 GiB. */
export const defaultMaxBytes: number = 2 ** 32;

/** The limit that applies whatever a file's size, in bytes.
 *
 * @throws {DomainError} unless `maxBytes` is a non-negative number
 */
export function maxBytesOf(options: ReadOptions, operation: string): number {
  const limit = options.maxBytes ?? options.fallbackMaxBytes ?? defaultMaxBytes;
  if (!(limit >= 0)) throw new DomainError(`${operation}: maxBytes must be a number of bytes >= 0, got ${limit}`);
  return limit;
}

/** Refuse a size before anything of that size is allocated.
 *
 * @throws {FormatError} if `bytes` exceeds `limit`
 */
export function checkLimit(bytes: number, limit: number, place: string, options: ReadOptions = {}): void {
  if (bytes > limit) {
    throw new FormatError(
      `${place}: needs ${bytes} bytes, over the limit of ${limit}; pass ${raiseWith(options)} if the file is trusted`,
    );
  }
}

/** How the limit is raised, in the words of the caller. */
export function raiseWith(options: ReadOptions): string {
  return options.raiseWith ?? 'a larger maxBytes';
}
