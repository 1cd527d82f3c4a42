/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object that JSON can hold. */
export type JsonObject = { readonly [name: string]: Json };

/** `T` if it is an object that JSON can hold, else a type that `T` does not fit. Unlike {@link JsonObject} it accepts interfaces.
 *
 * @example function keep<Values extends JsonObjectOf<Values>>(values: Values): void
 */
export type JsonObjectOf<T> = { readonly [Name in keyof T]: JsonOf<T[Name]> };

/** The same for any value. */
export type JsonOf<T> = T extends Json
  ? T
  : T extends (...args: never[]) => unknown
    ? never
    : T extends object
      ? JsonObjectOf<T>
      : never;
