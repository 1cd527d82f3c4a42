import { DomainError } from '@noprior/tensor';

/** JSON of a result on one line, which refuses what JSON has no word for: `JSON.stringify` would write `null`.
 *
 * @param name   of the command, for the message
 * @param value  of plain objects, arrays, strings, finite numbers, booleans and `null`; `undefined` fields are left out
 * @throws {DomainError} for a number that is not finite; the message names the field
 * @example toJson('kkt', { total: 0.5 }) // => '{"total":0.5}'
 */
export function toJson(name: string, value: unknown): string {
  checkNumbers(name, value, '');
  return JSON.stringify(value);
}

function checkNumbers(name: string, value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new DomainError(
      `${name}: the result ${path || 'itself'} is ${value}, no finite number; the inputs are too large or too small for float64, or have no spread`,
    );
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, entry] of Object.entries(value)) checkNumbers(name, entry, path === '' ? key : `${path}.${key}`);
}
