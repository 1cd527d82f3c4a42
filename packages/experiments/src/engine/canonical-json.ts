import { DomainError } from '@noprior/tensor';
import type { Json } from './json.ts';

/** JSON with the names of every object in order and no spaces: equal values give equal text.
 *
 * @throws {DomainError} for numbers that are not finite, and for what JSON cannot hold; the message names the place
 * @example canonicalJson({ b: [1, 2], a: null }) // => '{"a":null,"b":[1,2]}'
 */
export function canonicalJson(value: Json): string {
  return write(value, 'value');
}

function write(value: Json, place: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value);
    throw new DomainError(`canonicalJson: ${place} is ${value}; only finite numbers can be written, use null`);
  }
  if (isList(value)) return `[${value.map((item, index) => write(item, `${place}[${index}]`)).join(',')}]`;
  if (typeof value !== 'object') {
    throw new DomainError(`canonicalJson: ${place} is ${typeof value}, which JSON cannot hold; leave it out`);
  }
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${write(value[name]!, `${place}.${name}`)}`);
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
