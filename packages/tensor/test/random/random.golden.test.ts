import { readFileSync } from 'node:fs';
import { makeRandom, type Random } from '@noprior/tensor';
import { describe, expect, test } from 'vitest';

interface Case {
  readonly seed: number;
  readonly path: readonly string[];
  readonly uniform: readonly number[];
  readonly normal: readonly number[];
  readonly integer: readonly number[];
  readonly permutation: readonly number[];
}

const golden: { readonly version: number; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../golden/random.json', import.meta.url), 'utf8'),
);

describe.each(golden.cases)('seed $seed, fork $path', ({ seed, path, uniform, normal, integer, permutation }) => {
  const open = (): Random => path.reduce((random, name) => random.fork(name), makeRandom(seed));
  const draw = (count: number, one: () => number): number[] => Array.from({ length: count }, one);

  test('states its version', () => expect(open().version).toBe(golden.version));

  test('uniform numbers are the same bits', () => {
    const random = open();
    expect(draw(uniform.length, () => random.uniform())).toEqual(uniform);
  });

  test('normal numbers agree to the rounding of log and sqrt', () => {
    const random = open();
    for (const expected of normal) {
      const drawn = random.normal();
      expect(Math.abs(drawn - expected)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(expected));
    }
  });

  test('integers are the same', () => {
    const random = open();
    expect(draw(integer.length, () => random.integer(-3, 1000))).toEqual(integer);
  });

  test('permutations are the same', () => expect(open().permutation(permutation.length)).toEqual(permutation));
});
