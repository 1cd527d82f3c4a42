/** The part of koffi's interface that is used: it calls functions of C libraries. The package is seldom there, so its own types are
 * not asked for.
 *
 * @see https://koffi.dev
 */
export interface Koffi {
  load(path: string): { func(name: string, result: TypeSpec, parameters: readonly TypeSpec[]): CFunction };
  struct(members: Readonly<Record<string, TypeSpec>>): TypeObject;
  pointer(type: TypeSpec): TypeObject;
  /** An argument that the function writes to: the first element of an array. */
  out(type: TypeSpec): TypeObject;
  /** The memory at an address. */
  view(address: unknown, bytes: number): ArrayBuffer;
}

/** A function of a C library; `koffi` checks the arguments when it is called. */
export type CFunction = (...values: readonly unknown[]) => unknown;

/** A type as koffi describes it. */
export interface TypeObject {
  readonly koffiType?: never;
}

/** A type, by name or as an object. */
export type TypeSpec = string | TypeObject;
