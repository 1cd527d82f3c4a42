import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCount, toGroups, toInterval, toNumber, toPositive, toSeed, toSizes } from '../../src/options/numbers.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('what is printed is read back', () => {
  fc.assert(
    fc.property(finite, fc.nat(), fc.array(fc.integer({ min: 1 }), { minLength: 1 }), (number, count, sizes) => {
      expect(toNumber(String(number))).toBe(Number(String(number)));
      expect(toSeed(String(count))).toBe(count);
      expect(toSizes(sizes.join(','))).toEqual(sizes);
    }),
  );
});

test('groups of indices are read back', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(), { minLength: 1 }), { minLength: 1 }), (groups) => {
      expect(toGroups(groups.map((group) => group.join(',')).join(';'))).toEqual(groups);
    }),
  );
});

test('an interval is read if and only if its bounds are in order', () => {
  fc.assert(
    fc.property(finite, finite, (low, high) => {
      const text = `${low},${high}`;
      if (low <= high) expect(toInterval(text)).toEqual({ low: Number(`${low}`), high: Number(`${high}`) });
      else expect(() => toInterval(text)).toThrow('LO <= HI');
    }),
  );
});

test('a number is positive, a count or a seed, or it is refused', () => {
  fc.assert(
    fc.property(finite, (number) => {
      const text = String(number);
      const accepted = (parse: (text: string) => number): boolean => {
        try {
          return parse(text) === Number(text);
        } catch {
          return false;
        }
      };
      expect(accepted(toPositive)).toBe(number > 0);
      expect(accepted(toCount)).toBe(Number.isSafeInteger(number) && number >= 1);
      expect(accepted(toSeed)).toBe(Number.isSafeInteger(number) && number >= 0);
    }),
  );
});
