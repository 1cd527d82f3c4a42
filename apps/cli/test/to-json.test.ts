import { DomainError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { toJson } from '../src/to-json.ts';

test('a result is what JSON.stringify makes of it, or refused where a number has no word in JSON', () => {
  const value = { a: 1, b: [0.5, null, 'x'], c: undefined, d: { e: true } };
  expect(JSON.parse(toJson('kkt', value))).toEqual({ a: 1, b: [0.5, null, 'x'], d: { e: true } });
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(() => toJson('kkt', { parts: [1, { prior: number }] })).toThrow(DomainError);
    expect(() => toJson('kkt', { parts: [1, { prior: number }] })).toThrow(
      `kkt: the result parts.1.prior is ${number}`,
    );
    expect(() => toJson('kkt', { values: Float64Array.of(0, number) })).toThrow(/values\.1/);
    expect(() => toJson('kkt', number)).toThrow(/itself/);
  }
});
