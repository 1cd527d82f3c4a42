import { expect, test } from 'vitest';
import type { Value } from '../src/document/value.ts';
import { formatSeconds } from '../src/format-seconds.ts';
import { formatValue } from '../src/format-value.ts';

test.each<[Value, string]>([
  ['a text 0.12345', 'a text 0.12345'],
  [0.12345, '0.123'],
  [true, 'yes'],
  [false, 'no'],
  [null, '–'],
  [Number.NaN, '–'],
  [{ value: 0.97312, interval: { low: 0.951, high: 0.995 }, count: 3 }, '0.973 [0.951, 0.995]'],
  [{ value: 0.97312, interval: null }, '0.973'],
  [{ value: 12.345, unit: 'ms' }, '12.3 ms'],
  [{ value: 12.345, unit: '%' }, '12.3 %'],
  [{ value: 7800, unit: 's' }, '2 h 10 min'],
  [{ value: null, unit: 'MB' }, '–'],
])('%j is written %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test('what was not measured can be said in words', () => {
  expect(formatValue(null, 'not measured')).toBe('not measured');
  expect(formatValue({ value: null, unit: 's' }, 'not measured')).toBe('not measured');
});

test.each([
  [0.01234, '0.0123 s'],
  [42.25, '42.3 s'],
  [99.96, '100 s'],
  [100, '1 min 40 s'],
  [185, '3 min 05 s'],
  [7800, '2 h 10 min'],
  [null, '–'],
])('%s seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
