import type { Wording, WordingPart } from './wording.ts';

/** Present in every error of noprior, whatever copy of the package made it; see `isNopriorError`. */
export const errorMark: unique symbol = Symbol.for('@noprior/tensor/error');

/** Base of every error that noprior throws on purpose.
 *
 * `code` is stable across versions, so that programs can tell errors apart without reading messages. A message names
 * the operation, the argument, what was expected and what came. Where it is a {@link Wording}, `parts` mark the
 * arguments and the advice in it.
 */
export abstract class NopriorError extends Error {
  /** Stable identifier, for example `'SHAPE'`. */
  abstract readonly code: string;
  /** The message, with arguments and advice marked. */
  declare readonly parts: readonly (string | WordingPart)[];

  constructor(message: string | Wording, options?: ErrorOptions) {
    super(String(message), options);
    this.name = new.target.name;
    Object.defineProperty(this, errorMark, { value: true });
    Object.defineProperty(this, 'parts', { value: typeof message === 'string' ? [message] : message.parts });
  }

  /** Name of the argument that is wrong: the first that the message marks. */
  get argument(): string | undefined {
    for (const part of this.parts) if (typeof part !== 'string' && part.argument !== undefined) return part.argument;
    return undefined;
  }
}
