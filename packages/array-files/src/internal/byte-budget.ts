import { FormatError } from '@noprior/tensor';
import { checkLimit, maxBytesOf, type ReadOptions, raiseWith } from '../read-options.ts';

/** Memory that a file may take for each of its bytes, beside a fixed sum, unless the caller sets a limit of its own. */
const usualRatio = 8;
const usualRoom = 2 ** 23;

/** The memory that the arrays of one file may take; every array is charged before it is unpacked. */
export class ByteBudget {
  /** Most bytes of all arrays. */
  readonly limit: number;
  readonly #fileBytes: number;
  readonly #options: ReadOptions;
  #taken = 0;

  /** @throws {DomainError} unless `maxBytes` is a non-negative number */
  constructor(fileBytes: number, options: ReadOptions, operation: string) {
    this.limit = maxBytesOf(options, operation);
    this.#fileBytes = fileBytes;
    this.#options = options;
  }

  /** Charge one array.
   *
   * @param bytes    of its elements in memory
   * @param passing  bytes that are needed beside them while it is read
   * @throws {FormatError} if that is too much together with what was charged before
   */
  take(bytes: number, passing: number, place: string): void {
    checkLimit(this.#taken + bytes, this.limit, place, this.#options);
    const usual = usualRatio * this.#fileBytes + usualRoom;
    const needed = this.#taken + bytes + passing;
    if (this.#options.maxBytes === undefined && needed > usual) {
      throw new FormatError(
        `${place}: needs ${needed} bytes of memory, though the file has ${this.#fileBytes}; over ${usual} a file of ` +
          `this size is read only with a limit of your own: pass ${raiseWith(this.#options)} if the file is trusted`,
      );
    }
    this.#taken += bytes;
  }
}
