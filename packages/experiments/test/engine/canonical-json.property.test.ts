import { DomainError } from '@noprior/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/engine/canonical-json.ts';
import type { Json } from '../../src/index.ts';

const seed = 20_260_901;

test(`it is JSON, and the order of names does not matter (seed ${seed})`, () => {
  const value = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(value, (given) => {
      const text = canonicalJson(given);
      // -0 has no JSON of its own.
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(given)));
      expect(canonicalJson(reversed(given))).toBe(text);
    }),
    { seed, numRuns: 500 },
  );
});

test('different values give different text', () => {
  const texts = (
    [[1, 2], [12], ['12'], { a: 12 }, { a: { b: 1 } }, { a: null }, {}, [], null, 0, '', false] as Json[]
  ).map(canonicalJson);
  expect(new Set(texts).size).toBe(texts.length);
});

test.each([
  [{ a: [1, Number.NaN] }, 'value.a[1] is NaN'],
  [Number.POSITIVE_INFINITY, 'value is Infinity'],
  [{ a: undefined } as unknown as Json, 'value.a is undefined'],
])('what JSON cannot hold: %j', (value, message) => {
  expect(() => canonicalJson(value)).toThrow(DomainError);
  expect(() => canonicalJson(value)).toThrow(message);
});

function reversed(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value as object)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
