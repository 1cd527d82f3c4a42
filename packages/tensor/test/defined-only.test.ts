import { expect, test } from 'vitest';
import { definedOnly } from '../src/index.ts';

test('keeps what has a value, null, 0, NaN and false among them, in its order; leaves the argument as it is', () => {
  const fields = { b: 0, gone: undefined, a: null, c: false, d: Number.NaN, e: '' };
  const defined = definedOnly(fields);
  expect(Object.entries(defined)).toEqual([
    ['b', 0],
    ['a', null],
    ['c', false],
    ['d', Number.NaN],
    ['e', ''],
  ]);
  expect('gone' in fields).toBe(true);
});

test('its fields fit options that may be absent but not undefined', () => {
  const alpha: number | undefined = [2][1];
  const options: { readonly seed: number; readonly alpha?: number } = { seed: 1, ...definedOnly({ alpha }) };
  expect(options).toStrictEqual({ seed: 1 });
});
