/** An object whose fields are there with a value or not at all. */
export type DefinedOnly<Fields extends object> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields of an object that are not undefined. Under `exactOptionalPropertyTypes` an option that is passed on is absent where it
 * has no value, never undefined.
 *
 * @returns  a new object with the fields in their order
 * @example
 * forwardLayers(layers, x, definedOnly({ alpha }));
 */
export function definedOnly<Fields extends object>(fields: Fields): DefinedOnly<Fields> {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as DefinedOnly<Fields>;
}
