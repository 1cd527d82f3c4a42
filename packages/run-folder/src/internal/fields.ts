/** Fields of a JSON object that nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object's own fields; `undefined` for everything else. */
export function asObject(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields: Record<string, unknown> = Object.create(null);
  return Object.assign(fields, value);
}
