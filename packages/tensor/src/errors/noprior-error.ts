/** Present in every error of noprior, whatever copy of the package made it; see `isNopriorError`. */
export const errorMark: unique symbol = Symbol.for('@noprior/tensor/error');

/** Base of every error that noprior throws on purpose.
 *
 * `code` is stable across versions, so that programs can tell errors apart without reading messages. A message names
 * the operation, the argument, what was expected and what came.
 */
export abstract class NopriorError extends Error {
  /** Stable identifier, for example `'SHAPE'`. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    Object.defineProperty(this, errorMark, { value: true });
  }
}
