import type { Json, JsonObject } from '../engine/json.ts';

/** Settings with changes put in, object by object; `null` removes a setting.
 *
 * @example mergeSettings({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 4, d: null } }) // => { a: 1, b: { c: 4 } }
 */
export function mergeSettings(base: object, changes: JsonObject): object {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, change] of Object.entries(changes)) {
    const before = merged[name];
    if (change === null) delete merged[name];
    else merged[name] = isSettings(before) && isObject(change) ? mergeSettings(before, change) : change;
  }
  return merged;
}

function isSettings(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return isSettings(value);
}
